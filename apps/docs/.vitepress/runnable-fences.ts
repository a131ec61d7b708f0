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
