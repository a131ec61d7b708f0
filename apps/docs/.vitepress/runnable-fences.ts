import type { MarkdownRenderer } from 'vitepress';

/**
 * Makes blocks that open with ```ts run (or ```ts run throws, for those that end with an error on
 * purpose) run on the page: their highlighted code stands in a `<RunnableCode>`.
 */
export function runnableFences(markdown: MarkdownRenderer): void {
  const { fence } = markdown.renderer.rules;
  if (fence === undefined || fence === null) throw new Error('Markdown without code blocks');
  markdown.renderer.rules.fence = (tokens, index, ...rest) => {
    const token = tokens[index];
    const isRunnable = token !== undefined && /^ts run( throws)?$/.test(token.info.trim());
    if (isRunnable) token.info = 'ts';
    const block = fence(tokens, index, ...rest);
    return isRunnable ? `<RunnableCode>${block}</RunnableCode>\n` : block;
  };
}

/** Makes blocks that are code by their indent, as most in READMEs, look and scroll as those in fences do. */
export function boxedIndents(markdown: MarkdownRenderer): void {
  markdown.renderer.rules.code_block = (tokens, index, ...rest) => {
    const token = tokens[index];
    if (token !== undefined) token.info = languageOf(token.content);
    return markdown.renderer.rules.fence?.(tokens, index, ...rest) ?? '';
  };
}

function languageOf(code: string): string {
  if (/^(npm|npx|git) /.test(code)) return 'sh';
  if (/^import \{/.test(code)) return 'ts';
  return 'text';
}
