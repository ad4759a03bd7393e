/** Type checks TypeScript that is in no file, such as the blocks of a Markdown page, under the options of this project. */
import ts from 'typescript';
import { absolute } from './source.ts';

/** What the compiler says of a text that would lie in the root of the project. */
export function typeErrors(name: string, code: string): readonly string[] {
  const config = ts.getParsedCommandLineOfConfigFile(
    absolute('tsconfig.json'),
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined },
  );
  const path = absolute(name);
  const options = config?.options ?? {};
  const real = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...real,
    fileExists: (file) => file === path || real.fileExists(file),
    readFile: (file) => (file === path ? code : real.readFile(file)),
    getSourceFile: (file, ...rest) =>
      file === path
        ? ts.createSourceFile(file, code, ts.ScriptTarget.ES2023)
        : real.getSourceFile(file, ...rest),
  };
  const program = ts.createProgram([path], options, host);
  const source = program.getSourceFile(path);
  return ts
    .getPreEmitDiagnostics(program, source)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}
