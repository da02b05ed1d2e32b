import { restoreBackup } from '@/lib/backup/restore'
import { takePostgres } from '@/lib/database'
import { env } from '@/lib/env'
import { bytes, plural } from '@/lib/format'
import { folderOf, runOnHost } from './host-folder'
import { projectRoot } from './root'

/** `npm run restore DIR`: puts a backup into an empty hub, embedded or in a PostgreSQL of yours. */
await runOnHost('restore', async (words) => {
  const dir = folderOf('restore', words)
  const { storageDir } = env()
  const { ownerUrl, appRole, close } = await takePostgres(env())
  try {
    const manifest = await restoreBackup({
      dir,
      ownerUrl,
      appRole,
      storageDir,
      root: projectRoot(),
    })
    const { tables, blobs, createdAt } = manifest
    const rows = tables.reduce((sum, table) => sum + table.rows, 0)
    return `Restored the hub of ${createdAt}: ${plural(rows, 'row')} of ${tables.length} tables and ${plural(blobs.count, 'file')} (${bytes(blobs.bytes)}). Start it with npm start; everybody signs in afresh, tokens work as before. Its audit log goes on with the key that it had: put that audit-key.pem into the data folder first. Webhooks are paused until somebody resumes them.`
  } finally {
    await close()
  }
})
