import { join } from 'node:path';
import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import ts from 'typescript';
import { reportDataFormat } from '../src/schema/report-data.ts';
import { reportSchema } from '../src/schema/report-json.ts';

const folder = join(import.meta.dirname, '..');

export const jsonSchemaPath = join(folder, 'schema/plumbline-report-1.json');

/** The JSON Schema of reports: what is checked from the formats, what it means from the types' docs. */
export function jsonSchema(): string {
  // What is beyond JSON Schema (that all series are as long as the passes) is only in `parseReport`.
  const data = toJsonSchema(reportDataFormat, {
    target: 'draft-2020-12',
    typeMode: 'input',
    errorMode: 'ignore',
  });
  const { checker, type } = reportType();
  describe(data, type, checker);
  const schema = {
    $schema: data.$schema,
    $id: 'plumbline-report-1.json',
    title: `A report of schema ${reportSchema}`,
    ...data,
    properties: { schema: { const: reportSchema }, ...data.properties },
    required: ['schema', ...(data.required ?? [])],
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function reportType(): { checker: ts.TypeChecker; type: ts.Type } {
  const file = join(folder, 'src/schema/report-data.ts');
  const program = ts.createProgram([file], {
    strict: true,
    exactOptionalPropertyTypes: true,
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    noEmit: true,
    types: [],
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const declared = source?.statements.find(
    (statement) => ts.isInterfaceDeclaration(statement) && statement.name.text === 'ReportData',
  );
  if (declared === undefined) throw new Error(`no ReportData in ${file}`);
  return { checker, type: checker.getTypeAtLocation(declared) };
}

/** Writes the docs of `type` and of its fields into `schema`. */
function describe(schema: JsonSchema, type: ts.Type, checker: ts.TypeChecker): void {
  const present = checker.getNonNullableType(type);
  const docs = docsOf(present.symbol, checker);
  // A field's own first, and what its type says (the papers) after it.
  if (schema.properties !== undefined && docs !== '') {
    schema.description = [...new Set([schema.description ?? docs, docs])].join(' ');
  }
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const symbol = present.getProperty(name);
    if (symbol === undefined || typeof field !== 'object') continue;
    const own = docsOf(symbol, checker);
    if (own !== '') field.description = own;
    describe(field, checker.getTypeOfSymbol(symbol), checker);
  }
  const item = checker.getIndexTypeOfType(present, ts.IndexKind.Number);
  if (item !== undefined && typeof schema.items === 'object' && !Array.isArray(schema.items)) {
    describe(schema.items, item, checker);
  }
}

function docsOf(symbol: ts.Symbol | undefined, checker: ts.TypeChecker): string {
  const docs = symbol?.getDocumentationComment(checker) ?? [];
  return ts.displayPartsToString(docs).replace(/\s*\n\s*/g, ' ');
}
