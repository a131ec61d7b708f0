import { writeFileSync } from 'node:fs';
import { jsonSchema, jsonSchemaPath } from './make-json-schema.ts';

writeFileSync(jsonSchemaPath, jsonSchema());
