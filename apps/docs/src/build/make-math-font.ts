import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import subsetFont from 'subset-font';

/**
 * KaTeX's italics with the letters of the formulas alone (`unicode-range` in `style.css` has the same):
 * 6 KB on the first page in place of 16.
 */
const letters = 'FLWabcdefghijklmnopqrstuvwxyz';
const whole = import.meta.resolve('katex/dist/fonts/KaTeX_Math-Italic.woff2');
const folder = join(import.meta.dirname, '../../.vitepress/theme/fonts');

const font = await subsetFont(readFileSync(fileURLToPath(whole)), letters, {
  targetFormat: 'woff2',
});
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'math-italic.woff2'), font);
