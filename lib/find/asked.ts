/** What a text typed into the search for anything may mean. Pure. */
export interface Asked {
  /** What names are to hold, in this order; none for everything. */
  words: readonly string[]
  /** One of many things of that name: `churn v3`, `credit/2024-q1`, `#12`. */
  part: Part | null
  /** By the scheme of a URI, also of one that is half typed. */
  only: 'model' | 'dataset' | 'run' | null
}

export interface Part {
  /** What the name holds that it is of; none for any. */
  of: readonly string[]
  /** As it was written: `v3`, `12`, `production`; none for any, as after `churn/`. */
  word: string
  number: number | null
  /** `#12` is a run and `v3` no run. */
  sign: '#' | 'v' | null
}

/** Reads what is asked for in an organization. */
export function readAsked(text: string, org: string): Asked {
  const [, scheme, path] = /^(model|dataset|run):\/\/(.*)$/.exec(text) ?? []
  const only = (scheme as Asked['only']) ?? null
  const rest = path === undefined ? text : shortForm(path, org)
  return { words: wordsOf(rest), part: partOf(rest), only }
}

/** A path of a URI without the organization, the digest and the file: what names the thing itself. */
function shortForm(path: string, org: string): string {
  const own = path.startsWith(`${org}/`) ? path.slice(org.length + 1) : path
  return own
    .replace(/@sha256:.*$/, '')
    .split('/')
    .slice(0, 2)
    .join('/')
}

function partOf(text: string): Part | null {
  const [numbered, name = '', sign, digits] =
    /^(?:(.*?)(?:[\s/]+|(?=#)))?(#|v)?(\d{1,9})$/i.exec(text) ?? []
  if (numbered !== undefined && digits !== undefined)
    return {
      of: wordsOf(name),
      word: sign === '#' ? digits : `${sign ?? ''}${digits}`.toLowerCase(),
      number: Number(digits),
      sign: sign === '#' ? '#' : sign ? 'v' : null,
    }
  const [, all] = /^(.*[^\s/])(?:[\s/]+v|\/)$/i.exec(text) ?? []
  if (all) return { of: wordsOf(all), word: '', number: null, sign: null }
  const [, of, word] = /^(.*\S)[\s/]+([^\s/]+)$/.exec(text) ?? []
  return of && word ? { of: wordsOf(of), word, number: null, sign: null } : null
}

const wordsOf = (text: string) => text.split(/[\s/]+/).filter((word) => word !== '')
