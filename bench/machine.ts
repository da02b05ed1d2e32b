import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism, cpus, release, totalmem, type } from 'node:os'

/** What figures depend on, in words that fit any machine of the kind: no names, no paths. */
export function machine(postgres: string): string[] {
  const gib = Math.round(totalmem() / 2 ** 30)
  return [
    `${cpus()[0]?.model.trim() ?? 'unknown CPU'}, ${availableParallelism()} cores, ${gib} GiB of memory`,
    `${distribution()}, ${disk()}`,
    `Node ${process.versions.node}, PostgreSQL ${postgres} (embedded, its settings as shipped, fsync on)`,
  ]
}

function distribution(): string {
  try {
    const told = readFileSync('/etc/os-release', 'utf8')
    return /^PRETTY_NAME="(.*)"/m.exec(told)?.[1] ?? type()
  } catch {
    return `${type()} ${release()}`
  }
}

function disk(): string {
  try {
    const [first = ''] = readdirSync('/sys/block').filter((name) => /^(nvme|vd|sd|xvd)/.test(name))
    const turns = readFileSync(`/sys/block/${first}/queue/rotational`, 'utf8').trim() === '1'
    if (/^(vd|xvd)/.test(first)) return 'virtual disk'
    if (first.startsWith('nvme')) return 'NVMe disk'
    return turns ? 'spinning disk' : 'solid-state disk'
  } catch {
    return 'disk unknown'
  }
}
