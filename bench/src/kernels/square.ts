/** 4 Mi elements, 16 MiB, as the loop that measures the limit of memory copies. */
export const [rows, columns] = [2048, 2048];
export const bytes = rows * columns * 4;
