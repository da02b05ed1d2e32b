import { settings } from '@/lib/env'
import { fence, table } from './markdown'

/** docs/configuration.md: every variable that a hub reads. */
export function configurationPage(): string {
  const rows = settings().map(({ name, meaning, accepts, fallback }) => [
    `\`${name}\``,
    `${meaning}.`,
    accepts,
    fallback,
  ])
  return [
    '# Configuration',
    `You get: what can be set, in which form, and what holds when it is not. A hub starts without any of it.

Variables are read once, at the start, from the environment and then from a file \`.env\` in the hub's folder
([.env.example](../.env.example)). An empty one counts as not set.`,
    table(['variable', 'meaning', 'form', 'default'], rows),
    'A wrong one stops the start, and the sentence says which and why:',
    fence('sh', 'HUB_WORKERS=0 npm start || true'),
    fence(
      'text',
      `The configuration is not valid:
  HUB_WORKERS: Write a whole number from 1 to 256.`,
    ),
    `The variables of the command line, \`HUB_URL\`, \`HUB_TOKEN\`, \`HUB_ORG\` and \`HUB_PROJECT\`, are in the
[CLI reference](reference/cli.md#environment).

Next: [deploy a hub](deploy.md).`,
  ].join('\n\n')
}

/** The table of the README: the same variables, without their forms. */
export function settingsTable(): string {
  const rows = settings().map(({ name, meaning, fallback }) => [`\`${name}\``, meaning, fallback])
  const cli = '`HUB_URL`, `HUB_TOKEN`, `HUB_ORG`, `HUB_PROJECT`'
  return table(['variable', 'meaning', 'default'], [...rows, [cli, "The CLI's", '–']])
}
