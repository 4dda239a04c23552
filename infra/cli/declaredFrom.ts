import type { Dse } from '../dse.ts';
import { CliProblem, EXIT, requireSent } from './exitCodes.ts';

/** Declares a capability file and gives the capability's id. @throws CliProblem with every problem of the file, its place and its remedy. */
export async function declaredFrom(dse: Dse, file: string): Promise<string> {
  const [{ readCapabilityFile }, { problemText }] = await Promise.all([
    import('../config/capabilityFile.ts'),
    import('../config/strictFile.ts'),
  ]);
  const read = await readCapabilityFile(file);
  if (!read.ok)
    throw new CliProblem(
      EXIT.usage,
      `${file} is no capability file:\n${read.problems.map((problem) => `  ${problemText(problem)}`).join('\n')}`,
    );
  const sent = await dse.declare(read.capability, file);
  if (sent.status === 'refused' && sent.code === 'illegal') {
    throw new CliProblem(
      EXIT.conflict,
      `capability "${read.capability.capability}" is declared already with another content: give the new one another name, or submit a task with --capability`,
    );
  }
  requireSent(sent, `capability/${read.capability.capability}`);
  return read.capability.capability;
}
