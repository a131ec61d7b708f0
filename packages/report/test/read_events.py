"""What TensorBoard itself reads from the folders of runs, as JSON."""
import json
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator


def number(value):  # JSON has no infinity
    return str(value) if abs(value) == float("inf") else value


def read(folder):
    run = EventAccumulator(folder, size_guidance={"scalars": 0, "tensors": 0})
    run.Reload()
    tags = run.Tags()

    def text(tag):
        (event,) = run.Tensors(tag)
        (string,) = event.tensor_proto.string_val
        plugin = run.SummaryMetadata(tag).plugin_data.plugin_name
        return {"plugin": plugin, "step": event.step, "text": string.decode()}

    return {
        "wallTime": run.FirstEventTimestamp(),
        "scalars": {f"{tag} at {e.step}": number(e.value) for tag in tags["scalars"] for e in run.Scalars(tag)},
        "texts": {tag: text(tag) for tag in tags["tensors"]},
    }


json.dump([read(folder) for folder in sys.argv[1:]], sys.stdout)
