import type { Json } from '../view'

const secretKey =
  /signature|token|secret|password|passwd|passphrase|credential|^sig$|^pwd$|^auth(orization)?$|api[-_]?key|(access|account|private|shared)[-_]?key(?![-_]?id)/i

// What stands before the @ here is the name of a container: abfss://raw@account.dfs.core.windows.net/a.csv
const containers = /^(abfss?|wasbs?):/i

/**
 * An outside address without the password or signed parameters in it: what is recorded of a run stays
 * for ever and is read by others. Text that is no such address comes back as it is.
 */
export function withoutSecrets(address: string): string {
  const [, front = '', rest = ''] = /^([^?#]*)(.*)$/s.exec(address) ?? []
  const bare = front
    // A password may hold an @ of its own.
    .replace(/^([a-z][a-z0-9+.-]*:\/\/)([^/]*)@/i, (whole, scheme, login: string) => {
      if (login.includes(':')) return `${scheme}${login.split(':')[0]}:***@`
      return containers.test(scheme) ? whole : `${scheme}***@`
    })
    // jdbc:sqlserver://db:1433;user=ana;password=…
    .replace(/;([^;=/]*)=([^;/]*)/g, withoutSecret)
  return bare + rest.replace(/[?&#]([^?&#=]*)=([^&#]*)/g, withoutSecret)
}

/** The same for every text in a JSON value, and without the values of keys that are named like secrets. */
export function jsonWithoutSecrets(value: Json): Json {
  if (typeof value === 'string') return withoutSecrets(value)
  if (Array.isArray(value)) return value.map(jsonWithoutSecrets)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, held]) => [
      key,
      secretKey.test(key) && typeof held === 'string' ? '***' : jsonWithoutSecrets(held),
    ]),
  )
}

function withoutSecret(whole: string, key: string, value: string): string {
  return secretKey.test(key) ? `${whole.slice(0, whole.length - value.length)}***` : whole
}
