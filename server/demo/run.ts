import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectRoot } from '../root'
import { organization } from './plan'

/** The command line, in a folder of the project. */
export function runCli(url: string, token: string, words: string[], folder = '.'): Promise<void> {
  const env = { HUB_URL: url, HUB_TOKEN: token, HUB_ORG: organization.slug }
  return runNode(
    `hub ${words.join(' ')}`,
    [join(projectRoot(), 'dist/hub.mjs'), ...words],
    folder,
    env,
  )
}

/** Has the example look for the best softmax regression on a dataset version; it logs as MLflow's clients do. */
export async function tune(url: string, token: string, data: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'hub-demo-'))
  try {
    await runCli(url, token, ['pull', data, folder])
    await runNode('tune.js', ['tune.js', folder, data], 'examples/penguins', {
      MLFLOW_TRACKING_URI: `${url}/mlflow/p/penguins`,
      MLFLOW_TRACKING_TOKEN: token,
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** @throws Error with all that the program said, unless it ends well */
function runNode(
  name: string,
  args: string[],
  folder: string,
  env: Record<string, string>,
): Promise<void> {
  const child = spawn(process.execPath, args, {
    cwd: join(projectRoot(), folder),
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`${name} ended with ${code}:\n${said}`))
    })
  })
}
