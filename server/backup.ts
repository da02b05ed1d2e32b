import { saveBackup } from '@/lib/backup/save'
import { visitPostgres } from '@/lib/database'
import { env } from '@/lib/env'
import { bytes, plural } from '@/lib/format'
import { folderOf, runOnHost } from './host-folder'
import { projectRoot } from './root'

/**
 * `npm run backup DIR`: saves a hub, running or stopped, to a folder. `--check` reads what is there, too.
 * After DIR and `--`, since npm keeps what stands before that for itself.
 */
await runOnHost('backup', async (words) => {
  const check = words.includes('--check')
  const dir = folderOf(
    'backup',
    words.filter((word) => word !== '--check'),
  )
  const { storageDir } = env()
  const { ownerUrl, close } = await visitPostgres(env())
  try {
    const { manifest, copied } = await saveBackup({
      dir,
      check,
      ownerUrl,
      storageDir,
      root: projectRoot(),
    })
    const { tables, blobs, schema } = manifest
    const rows = tables.reduce((sum, table) => sum + table.rows, 0)
    return `Saved ${plural(rows, 'row')} of ${tables.length} tables and ${plural(blobs.count, 'file')} (${bytes(blobs.bytes)}; ${copied} copied now) of schema ${schema.tag} to ${dir}.`
  } finally {
    await close()
  }
})
