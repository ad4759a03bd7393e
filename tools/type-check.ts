/** Type checks TypeScript that is in no file, such as the blocks of a Markdown page, under the options of this project. */
import ts from 'typescript';
import { absolute } from './source.ts';

/** What the compiler says of texts that would lie in the root of the project, by their names. */
export function typeErrors(texts: ReadonlyMap<string, string>): readonly string[] {
  const config = ts.getParsedCommandLineOfConfigFile(
    absolute('tsconfig.json'),
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined },
  );
  const files = new Map([...texts].map(([name, text]) => [absolute(name), text]));
  const options = config?.options ?? {};
  const real = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...real,
    fileExists: (file) => files.has(file) || real.fileExists(file),
    readFile: (file) => files.get(file) ?? real.readFile(file),
    getSourceFile: (file, how, ...rest) => {
      const text = files.get(file);
      if (text === undefined) return real.getSourceFile(file, how, ...rest);
      return ts.createSourceFile(file, text, how);
    },
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...texts.keys()].flatMap((name) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(absolute(name)))
      .map(({ messageText }) => `${name}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`),
  );
}
