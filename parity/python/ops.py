"""PyTorch's side of src/cases/ops: for each name there, the function and what it is called with."""
import torch

from cases import record_table
from ops_elementwise import ACTIVATIONS, POINTWISE
from ops_movement import AT, CREATION, INDEXING, MOVEMENT
from ops_products import CONVOLUTION, EINSUM, LOSSES, MATMUL, NORMALIZATION
from ops_reduce import ORDER, REDUCE

if __name__ == "__main__":
    torch.set_num_threads(1)
    record_table("ops", {
        **POINTWISE, **ACTIVATIONS, **REDUCE, **ORDER, **EINSUM, **AT, **MATMUL, **MOVEMENT, **INDEXING,
        **CONVOLUTION, **NORMALIZATION, **LOSSES, **CREATION,
    })
