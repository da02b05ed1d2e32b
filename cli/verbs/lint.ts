import { exitCodes } from '../failure'
import { count, result } from '../output'
import { readWords, type Verb } from '../verb'
import { inWords, type Severity } from '../yaml/finding'
import { locateYaml } from '../yaml/locate'
import { readProject } from '../yaml/project'

export const lint: Verb = {
  name: 'lint',
  summary: 'Check a valohai.yaml: what is wrong, where, and how to mend it',
  help: `hub lint [FILE] [--json]

  FILE  The valohai.yaml, or its folder (valohai.yaml)

Needs no hub. An error keeps an item from being used; a warning is probably a mistake; a note says what
hub does not do here that a platform for this file would.

Exit codes: 0 no errors, 2 errors.`,

  async run(words, { cwd, terminal }) {
    const { positionals } = readWords(words, {}, 1)
    const { file, text } = locateYaml(positionals[0] ?? 'valohai.yaml', cwd)
    const { steps, tasks, pipelines, findings } = readProject(text, file)
    const of = (severity: Severity) => findings.filter((one) => one.severity === severity).length
    const errors = of('error')
    const names = {
      steps: [...steps.keys()],
      tasks: [...tasks.keys()],
      pipelines: [...pipelines.keys()],
    }
    result(terminal, { file, errors, warnings: of('warning'), ...names, findings }, () => [
      ...findings.map((finding) => inWords(file, finding)),
      `${file}: ${count(errors, 'error')}, ${count(of('warning'), 'warning')}; ${count(steps.size, 'step')}, ${count(tasks.size, 'task')}, ${count(pipelines.size, 'pipeline')}`,
    ])
    return errors ? exitCodes.invalid : exitCodes.done
  },
}
