import type { Comment } from '@/lib/comments/view'
import { apiPath, type Client } from '../client'
import { invalid } from '../failure'
import { result, time } from '../output'
import { readModel, versionPath } from '../refs'
import { connect, readCount, readWords, type Surroundings, type Verb } from '../verb'

export const comment: Verb = {
  name: 'comment',
  aliases: ['comment create'],
  summary: 'Say something about a model or a version',
  help: `hub comment URI -m TEXT [--json]

  -m, --message TEXT   What to say, in Markdown. @ and the e-mail address of a member mentions them;
                       --note is the same

URI is model://name for the model as a whole, or model://name/v3, or any other name of a version.
Everyone who sees the model can read it. It is edited and deleted in the browser.`,

  async run(words, surroundings) {
    const options = { message: { type: 'string', short: 'm' }, note: { type: 'string' } } as const
    const { values, positionals } = readWords(words, options, 1)
    const body = values.message ?? values.note
    if (!body?.trim()) throw invalid('Say something: -m TEXT.')
    const { client, path } = await discussed(positionals[0], surroundings)
    const said = await client.post<Comment>(path, { body })
    result(surroundings.terminal, said, () => `Commented on ${said.uri}`)
    return undefined
  },
}

export const comments: Verb = {
  name: 'comments',
  summary: 'Show what was said of a model or a version',
  help: `hub comments URI [--limit N] [--json]

  --limit N   The latest so many (20); they are shown oldest first

URI is model://name for the model and all its versions, or model://name/v3 for one of them.`,

  async run(words, surroundings) {
    const { values, positionals } = readWords(words, { limit: { type: 'string' } }, 1)
    const most = readCount(values.limit, '--limit', 20)
    const { client, path } = await discussed(positionals[0], surroundings)
    const items = await client.list<Comment>(path, {}, most)
    result(surroundings.terminal, { items }, () =>
      items.length > 0 ? [...items].reverse().flatMap(lines) : 'Nothing was said of it yet.',
    )
    return undefined
  },
}

/** Where the comments on what a URI names are in the API. */
async function discussed(
  text: string | undefined,
  surroundings: Surroundings,
): Promise<{ client: Client; path: string }> {
  if (!text) throw invalid('Say on what: model://name or model://name/v3.')
  const client = await connect(surroundings)
  const { org, model, uri } = readModel(text, client.org)
  const path = uri?.version
    ? await versionPath(client, uri, 'comments')
    : apiPath(org, 'models', model, 'comments')
  return { client, path }
}

function lines({ uri, author, createdAt, edits, body, mentions, deletedAt }: Comment): string[] {
  const head = [time(createdAt), author.name, uri, ...(edits > 0 ? ['(edited)'] : [])].join('  ')
  const names = new Map(mentions.map(({ id, name }) => [id, name]))
  const said = deletedAt
    ? '(deleted)'
    : body.replace(/<@([0-9a-f-]{36})>/g, (whole, id) => {
        const name = names.get(id)
        return name === undefined ? whole : `@${name}`
      })
  return [head, ...said.split('\n').map((line) => `  ${line}`.trimEnd())]
}
