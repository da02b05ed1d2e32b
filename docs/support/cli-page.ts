import { variables } from '@/cli/configuration'
import { helpOf, overview, verbs } from '@/cli/hub'
import { fence, table } from './markdown'

/** docs/reference/cli.md: what `hub help` says, of all commands. */
export function cliPage(): string {
  const rows = Object.entries(variables).map(([name, meaning]) => [`\`${name}\``, meaning])
  return [
    '# CLI reference',
    `What \`hub help\` says, at once. In a clone the command is \`npx hub\`; elsewhere fetch the one file that it is
from your hub, as \`/cli/hub.mjs\`, and run it with Node 20.19 or newer.`,
    fence('text', overview()),
    ...verbs.flatMap((verb) => [`## hub ${verb.name}`, fence('text', helpOf(verb))]),
    '## Environment',
    table(['variable', 'meaning'], rows),
  ].join('\n\n')
}
