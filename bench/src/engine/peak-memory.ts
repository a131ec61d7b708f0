import { type ToolCommand, ToolProcess } from '../tools/tool-process.ts';

/** MiB that a process which only does steps of ResNet-20 has resident at most. */
export async function peakMemoryMiB(command: ToolCommand): Promise<number> {
  const tool = await ToolProcess.start(command);
  try {
    await tool.run({ run: 'resnet-20', warmups: 0, repeats: 10 });
    return (await tool.peakBytes()) / 2 ** 20;
  } finally {
    tool.stop();
  }
}
