const secretKey = /signature|token|secret|password|passwd|credential|^sig$|api[-_]?key/i

// What stands before the @ here is the name of a container: abfss://raw@account.dfs.core.windows.net/a.csv
const containers = /^(abfss?|wasbs?):/i

/**
 * An outside address without the password or signed parameters in it: what is recorded of a run stays
 * for ever and is read by others. Text that is no such address comes back as it is.
 */
export function withoutSecrets(address: string): string {
  const [front = '', query] = address.split(/\?(.*)/s, 2)
  const bare = front.replace(
    /^([a-z][a-z0-9+.-]*:\/\/)([^/@]*)@/i,
    (whole, scheme, login: string) => {
      if (login.includes(':')) return `${scheme}${login.split(':')[0]}:***@`
      return containers.test(scheme) ? whole : `${scheme}***@`
    },
  )
  if (query === undefined) return bare
  const parts = query.split('&').map((part) => {
    const [key = ''] = part.split('=')
    return secretKey.test(key) && part.includes('=') ? `${key}=***` : part
  })
  return `${bare}?${parts.join('&')}`
}
