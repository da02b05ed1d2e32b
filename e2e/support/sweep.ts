import { createHash, randomBytes } from 'node:crypto'
import { api } from './test'

/** A version of a sweep: what it scored, and the version of the dataset that its run was given. */
export interface Attempt {
  accuracy: number
  log_loss: number
  data: 'v1' | 'v2'
}

/** A model whose versions came of runs over versions of a dataset; nothing else uses any of them. */
export async function madeSweep(attempts: readonly Attempt[]) {
  const name = `sweep-${randomBytes(5).toString('hex')}`
  const post = <T>(path: string, body: unknown) => api<T>('contributor', 'POST', path, body)
  const bytes = new TextEncoder().encode(`weights of ${name}`)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  await api('contributor', 'PUT', `/blobs/${sha256}`, bytes)
  await post('/projects', { name, slug: name })
  await post('/models', { name, slug: name, projects: [name] })
  await post('/datasets', { slug: name })
  for (const version of ['v1', 'v2'])
    await post(`/datasets/${name}/versions`, {
      version,
      files: [{ name: `${version}.csv`, sha256 }],
    })
  for (const { data, ...metrics } of attempts) {
    const inputs = [{ name: 'rows', uri: `dataset://${name}/${data}` }]
    const { uri, run } = await post<{ uri: string; run: number }>(`/projects/${name}/runs`, {
      step: 'train',
      inputs,
    })
    await api('contributor', 'PUT', `/projects/${name}/runs/${run}/outputs/model.bin`, { sha256 })
    await post(`/models/${name}/versions`, {
      files: [{ name: 'model.bin', sha256 }],
      metrics,
      run: uri,
    })
    await post(`/projects/${name}/runs/${run}/finish`, { state: 'completed' })
  }
  return { model: name, dataset: name }
}
