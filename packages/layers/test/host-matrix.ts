/** Matrices on the host in float64, against which layers are compared. */
export interface HostMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

export function hostMatrix(rows: number, columns: number, values: ArrayLike<number>): HostMatrix {
  return { rows, columns, data: Float64Array.from(values) };
}

export function times(a: HostMatrix, b: HostMatrix): HostMatrix {
  const data = new Float64Array(a.rows * b.columns);
  for (let i = 0; i < a.rows; i++) {
    for (let k = 0; k < a.columns; k++) {
      const factor = a.data[i * a.columns + k] ?? Number.NaN;
      for (let j = 0; j < b.columns; j++) {
        data[i * b.columns + j]! += factor * (b.data[k * b.columns + j] ?? Number.NaN);
      }
    }
  }
  return { rows: a.rows, columns: b.columns, data };
}

export function plus(a: HostMatrix, b: HostMatrix): HostMatrix {
  return { ...a, data: a.data.map((x, i) => x + (b.data[i] ?? Number.NaN)) };
}

export function transposed({ rows, columns, data }: HostMatrix): HostMatrix {
  const value = (_: number, at: number) => data[(at % rows) * columns + Math.floor(at / rows)] ?? 0;
  return { rows: columns, columns: rows, data: new Float64Array(data.length).map(value) };
}

export function each(a: HostMatrix, f: (x: number) => number): HostMatrix {
  return { ...a, data: a.data.map(f) };
}
