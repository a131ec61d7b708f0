import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CsvOptions, DataError, DataLoader, parseCsv, TensorDataset } from '../src/index.ts';
import fixture from './fixtures/csv.json' with { type: 'json' };

const { species, tables } = fixture;
const iris = 'width,length,species\n1,2.5,setosa\n-3,4e1,virginica\n';

describe('parseCsv', () => {
  test.each(tables)('reads what Python and NumPy read', ({ text, delimiter, columns, x, y }) => {
    const table = parseCsv(text, { delimiter, label: 'species', classes: species });
    expect(table.columns).toEqual(columns);
    expect([table.x.shape, table.x.dtype]).toEqual([[y.length, columns.length], 'float32']);
    expect([table.y.shape, table.y.dtype]).toEqual([[y.length], 'int32']);
    expect([...table.x.dataSync()]).toEqual(x);
    expect([...table.y.dataSync()]).toEqual(y);
  });

  test('reads any finite floats, with any line ends, blank lines and spaces between', () => {
    const float = fc.float({ noNaN: true, noDefaultInfinity: true });
    const rows = fc.array(fc.tuple(float, float), { minLength: 1, maxLength: 8 });
    const ends = fc.array(fc.constantFrom('\n', '\r\n', '\n\n', '\r\n\r\n'), {
      minLength: 9,
      maxLength: 9,
    });
    fc.assert(
      fc.property(
        rows,
        ends,
        fc.constantFrom('', ' ', '  '),
        fc.boolean(),
        (data, end, pad, bom) => {
          const lines = [['a', 'b'], ...data.map((row) => row.map(String))].map(
            (line, i) => `${line.join(`${pad},${pad}`)}${end[i % end.length]}`,
          );
          const { x, columns } = parseCsv(`${bom ? '\ufeff' : ''}${lines.join('')}`);
          expect(columns).toEqual(['a', 'b']);
          expect([...x.dataSync()].map((v) => v + 0)).toEqual(data.flat().map((v) => v + 0));
        },
      ),
    );
  });

  test('takes columns by name or number, in the order asked for', () => {
    const { x, columns } = parseCsv(iris, { columns: ['length', 0] });
    expect(columns).toEqual(['length', 'width']);
    expect([...x.dataSync()]).toEqual([2.5, 1, 40, -3]);
    const without = parseCsv('1,2\n3,0\n', { header: false, label: 1 });
    expect(without.columns).toEqual(['0']);
    expect([[...without.x.dataSync()], [...without.y.dataSync()]]).toEqual([
      [1, 3],
      [2, 0],
    ]);
  });

  test('makes a dataset', () => {
    const { x, y } = parseCsv(iris, { label: 'species', classes: ['setosa', 'virginica'] });
    const [[features, labels] = []] = new DataLoader(new TensorDataset(x, y), { batchSize: 2 });
    expect([features?.shape, [...labels!.dataSync()]]).toEqual([
      [2, 2],
      [0, 1],
    ]);
  });

  test('names line and column of any missing value', () => {
    const gaps = fc.constantFrom('', ' ', 'NA', 'nan', 'NaN', '?', 'NULL', 'None', '""', '#N/A');
    const blank = fc.array(fc.boolean(), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(
        gaps,
        fc.nat({ max: 4 }),
        fc.nat({ max: 2 }),
        blank,
        (gap, row, column, isBlank) => {
          const lines: string[] = [];
          let expected = 0;
          for (let i = 0; i < 6; i++) {
            const line = i === 0 ? ['a', 'b', 'c'] : ['1', '2', '3'];
            if (i === row + 1) line[column] = gap;
            lines.push(line.join(','));
            if (i === row + 1) expected = lines.length;
            if (isBlank[i]) lines.push('');
          }
          expect(() => parseCsv(lines.join('\n'), { name: 't.csv' })).toThrow(
            `t.csv: line ${expected}, column '${'abc'[column]}': the value is missing`,
          );
        },
      ),
    );
  });

  const labelled: CsvOptions = { label: 'species', classes: ['setosa', 'virginica'] };
  test.each<[what: string, text: string, options: CsvOptions, message: string]>([
    ['nothing', '', {}, 'no rows'],
    ['a header alone', 'a,b\n', {}, 'no rows'],
    ['a text', 'a,b\n1,x2\n', {}, "line 2, column 'b': 'x2' is no number"],
    ['a hexadecimal number', 'a\n0x10\n', {}, "line 2, column 'a': '0x10' is no number"],
    ['an infinite number', 'a\ninf\n', {}, "'inf' is no number"],
    [
      'what float32 has not',
      'a\n1\n1e39\n',
      {},
      "line 3, column 'a': '1e39' is too large for float32",
    ],
    ['a short line', 'a,b\n1,2\n3\n', {}, 'line 3: 2 columns expected, 1 found'],
    ['a long line', 'a,b\n1,2,3\n', {}, 'line 2: 2 columns expected, 3 found'],
    ['an open quote', 'a,b\n1,"2\n3,4\n', {}, 'a quote after line 1 is not closed'],
    ['a quote inside', 'a,b\n1,2"3\n', {}, 'line 2'],
    [
      'an unknown class',
      iris,
      { ...labelled, classes: ['setosa'] },
      "line 3, column 'species': 'virginica' is none of the classes setosa",
    ],
    ['no class', 'a,species\n1,\n', labelled, "line 2, column 'species': the value is missing"],
    [
      'a class in between',
      'a,b\n1,0.5\n',
      { label: 'b' },
      "'0.5' is no class: a whole number (int32)",
    ],
    ['a class above int32', 'a,b\n1,2147483648\n', { label: 'b' }, "'2147483648' is no class"],
    [
      'a column that is not there',
      iris,
      { label: 'kind' },
      "no column 'kind'; there are 'width', 'length', 'species'",
    ],
    ['a number that is none', iris, { columns: [3] }, "no column '3'"],
    ['a name twice', 'a,a\n1,2\n', { columns: ['a'] }, "several columns 'a'"],
  ])('refuses %s', (_, text, options, message) => {
    expect(() => parseCsv(text, { ...options, name: 't.csv' })).toThrow(DataError);
    expect(() => parseCsv(text, { ...options, name: 't.csv' })).toThrow(/^t\.csv: /);
    expect(() => parseCsv(text, { ...options, name: 't.csv' })).toThrow(message);
  });

  test('any text, and every cut one, is read or refused', () => {
    const readOrRefused = (text: string) => {
      try {
        expect(parseCsv(text).x.size).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toBeInstanceOf(DataError);
      }
    };
    const pieces = fc.constantFrom('a', '1', ',', '"', '\n', '\r', ' ', '\ufeff', '-', '.', 'e');
    const texts = fc.array(pieces, { maxLength: 20 }).map((list) => list.join(''));
    fc.assert(fc.property(fc.oneof(texts, fc.string()), readOrRefused), { numRuns: 1000 });
    for (const { text } of tables) {
      for (let length = 0; length < text.length; length++) readOrRefused(text.slice(0, length));
    }
  });
});
