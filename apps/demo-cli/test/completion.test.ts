import { describe, expect, it } from 'vitest';
import { plumbline } from './plumbline.ts';

describe('shell completion', { timeout: 30_000 }, () => {
  it.each(['bash', 'zsh', 'fish', 'powershell'])('has a script for %s', async (shell) => {
    const { code, stdout, stderr } = await plumbline('completion', shell);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toContain('plumbline complete');
  });

  it('knows commands, options and their choices', async () => {
    const suggestions = async (...words: string[]) =>
      (await plumbline('complete', '--', ...words)).stdout;
    expect(await suggestions('tr')).toMatch(/^train\t/m);
    expect(await suggestions('train', '--weight')).toMatch(/^--weight-decay\t/m);
    expect(await suggestions('train', '--model', 'plain1')).toMatch(/^plain110/m);
  });
});
