/** What MLflow takes for a text, by its extension or by the whole name where there is none. */
const texts = new Set(
  'txt log err cfg conf cnf cf ini properties prop hocon toml yaml yml xml json js py py3 csv tsv md rst ipynb MLmodel MLproject'.split(
    ' ',
  ),
)

/** The media type that a file is sent with: texts as text, everything else as bytes. */
export function mediaType(name: string): string {
  const last = name.split('/').at(-1) ?? ''
  const dot = last.lastIndexOf('.')
  return texts.has(dot < 0 ? last : last.slice(dot + 1)) ? 'text/plain' : 'application/octet-stream'
}
