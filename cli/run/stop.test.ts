import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { falseHub } from '../testing/false-hub'
import { folderWith } from '../testing/folder'
import { User } from '../testing/user'

const yaml = `- step:
    name: work
    image: node:20
    command: 'echo half > "$VH_OUTPUTS_DIR/m"; sleep 60'
`

describe('a run that someone stops on the hub', () => {
  it('is stopped like by Ctrl-C, and says so', async () => {
    const { url, heard } = await falseHub({
      'GET /api/v1/acme/projects/penguins/runs/1/progress': { stopRequested: true },
      'PUT /api/v1/acme/projects/penguins/runs/1/outputs/m': { name: 'm', size: 5 },
    })
    const cwd = join(folderWith({ 'penguins/valohai.yaml': yaml }), 'penguins')
    const { exitCode, err } = await new User(url, 'hub_token').hub(['run', 'work'], { cwd })
    expect(exitCode).toBe(130)
    expect(err).toContain('Stopped on the hub.')
    const bodyOf = (end: string) => heard.find(({ path }) => path.endsWith(end))?.body.toString()
    expect(JSON.parse(bodyOf('/finish') ?? '')).toMatchObject({ state: 'stopped' })
    expect(heard.map(({ path }) => path.split('/').at(-1))).toContain('m')
  })
})
