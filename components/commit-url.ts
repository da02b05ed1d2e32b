/**
 * Where a commit of a Git remote can be read, as GitHub, GitLab, Gitea and Bitbucket have it; null for
 * remotes without pages and for ad-hoc code, which no remote holds.
 */
export function commitUrl(remote: string, id: string): string | null {
  if (!/^[0-9a-f]{7,64}$/i.test(id)) return null
  const [, host, path] =
    /^(?:https?:\/\/|ssh:\/\/(?:[^/@]+@)?|[^/@:]+@)(?:[^/@]*@)?([A-Za-z0-9.-]+)(?::\d+)?[/:](.+?)(?:\.git)?\/?$/.exec(
      remote,
    ) ?? []
  if (!host || !path || !/^[\w.~/-]+$/.test(path)) return null
  const word = host.includes('bitbucket') ? 'commits' : 'commit'
  const dash = host.includes('gitlab') ? '-/' : ''
  return `https://${host}/${path}/${dash}${word}/${id}`
}
