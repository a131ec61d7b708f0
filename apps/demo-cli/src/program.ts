import tab from '@bomb.sh/tab/commander';
import { Command, Help, type Option } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { addBench } from './commands/bench.ts';
import type { AddCommand } from './commands/command.ts';
import { addCompare } from './commands/compare.ts';
import { addDiagnose } from './commands/diagnose.ts';
import { addEvaluate } from './commands/evaluate.ts';
import { addExperiment } from './commands/experiment.ts';
import { addInspect } from './commands/inspect.ts';
import { addLandscape } from './commands/landscape.ts';
import { addLesion } from './commands/lesion.ts';
import { addPaths } from './commands/paths.ts';
import { addReport } from './commands/report.ts';
import { addResume } from './commands/resume.ts';
import { addTrain } from './commands/train.ts';
import { oneLine } from './errors.ts';

/** In the order in which `--help` lists them. */
const commands: readonly AddCommand[] = [
  addCompare,
  addTrain,
  addResume,
  addEvaluate,
  addInspect,
  addDiagnose,
  addPaths,
  addLesion,
  addLandscape,
  addReport,
  addExperiment,
  addBench,
];

/** The `plumbline` command. Usage errors are printed as one line and thrown as CommanderError. */
export function createProgram(): Command {
  const program = new Command('plumbline')
    .description(manifest.description)
    .version(manifest.version)
    .exitOverride()
    .showSuggestionAfterError(true)
    .configureHelp({ optionDescription });
  for (const add of commands) add(program);
  tab(program, { completionCommandName: 'completion' });
  for (const command of [program, ...program.commands]) {
    const name = command === program ? '' : `${command.name()} `;
    command.configureOutput({
      outputError: (message, write) =>
        write(`plumbline: ${oneLine(message)}; see \`plumbline ${name}--help\`\n`),
    });
  }
  return program;
}

/** What is off unless it is given needs no default behind it. */
function optionDescription(option: Option): string {
  const isOff = option.defaultValue === false || option.defaultValue === null;
  return isOff && option.argChoices === undefined
    ? option.description
    : new Help().optionDescription(option);
}
