import type { Json } from '@/db/json'

export const hidden = '(hidden)'

/**
 * A value of an event as it may be kept: what producers are known to put secrets into is hidden whole, the
 * rest by the names and shapes of secrets. What PostgreSQL cannot keep (NUL, half a character) is replaced.
 */
export function redacted(value: Json): Json {
  if (typeof value === 'string') return withoutSecretsInText(storableText(value))
  if (Array.isArray(value)) return value.map(redacted)
  if (value === null || typeof value !== 'object') return value
  const named = namesSecret(value)
  const kept = Object.entries(value).map(([key, part]): [string, Json] => {
    const secret = hiddenWhole.has(key.toLowerCase()) || looksSecret(key)
    const hide = part !== null && (secret || (named && key === 'value'))
    return [storableText(key), hide ? hidden : redacted(part)]
  })
  return Object.fromEntries(kept)
}

/** Whether something of this name is likely a secret; `max_tokens` and `primary_key` are not. */
export function looksSecret(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
  return (
    words.some((word) => secretWords.has(word)) ||
    words.at(-1) === 'token' ||
    words.some((word, at) => word === 'key' && keyOwners.has(words[at - 1] ?? '')) ||
    words.some((word) => /^(api|access|private|secret|auth)key$/.test(word))
  )
}

// Environment variables, code, what a DAG run was started with, settings of Spark and of Databricks.
const hiddenWhole = new Set([
  'environmentvariables',
  'sourcecode',
  'conf',
  'spark_properties',
  'spark_conf',
  'sparkproperties',
  'environment-properties',
])

const secretWords = new Set([
  'password',
  'passwd',
  'pwd',
  'passphrase',
  'secret',
  'secrets',
  'credential',
  'credentials',
  'signature',
  'sig',
  'authorization',
])

const keyOwners = new Set([
  'api',
  'access',
  'account',
  'auth',
  'encryption',
  'master',
  'private',
  'secret',
  'shared',
  'signing',
  'ssh',
  'storage',
])

/** `{name: 'DB_PASSWORD', value: …}`, as variables, parameters and tags are written. */
function namesSecret(value: { [key: string]: Json }): boolean {
  const name = value.name ?? value.key
  return typeof name === 'string' && looksSecret(name)
}

// A login in an address, wherever in a text it stands.
const login = /(:\/\/)([^\s/@:'"]{0,256}):([^\s/@'"]{1,1024})@/g
// `password=…`, `token: …`, in queries of addresses, SQL and command lines. The words before and after have
// an end, so that no text makes this slow.
const assignment =
  /((?:password|passwd|passphrase|\bpwd|secret|credentials?|signature|api[-_]?key|access[-_]?key|account[-_]?key|[-_.?&;]token|\btoken|[?&]sig)[\w.-]{0,40}["']?\s{0,4}[=:]\s{0,4})('[^']*'|"[^"]*"|[^\s&;,'")]+)/gi

// `Authorization: Bearer …` in command lines and messages; shorter words are prose. And our own tokens.
const bearer = /\b((?:bearer|basic)\s{1,4})[\w.~+/=-]{20,}/gi
const ownToken = /\bhub_[\w-]{20,}/g

function withoutSecretsInText(text: string): string {
  return text
    .replace(login, '$1$2:***@')
    .replace(assignment, '$1***')
    .replace(bearer, '$1***')
    .replace(ownToken, 'hub_***')
}

export function storableText(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed()
  return whole.includes('\0') ? whole.replaceAll('\0', '\ufffd') : whole
}
