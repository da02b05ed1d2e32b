import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cliHub, stepOf } from './testing/hub'

const hub = cliHub()

describe('outputs that are made read-only', () => {
  it('are on the hub while the command runs, gone here, and described by sidecars all the same', async () => {
    const cwd = stepOf([
      'cd "$VH_OUTPUTS_DIR"; mkdir sub; echo one > sub/live; chmod a-w sub/live; echo two > late',
      `echo '{"file": "sub/live", "metadata": {"epoch": 1}}' > valohai.metadata.jsonl`,
      'while [ -e sub/live ]; do sleep 0.05; done; echo seen; while [ ! -e go ]; do sleep 0.05; done',
    ])
    const go = (path: string) => writeFileSync(join(path, 'go'), '')
    const running = hub.ana.hub(['run', 'work', '--keep'], { cwd })
    await expect.poll(() => hub.log(), { timeout: 10_000 }).toContain('seen\n')
    expect(await hub.run()).toMatchObject({ state: 'running', outputs: [{ name: 'sub/live' }] })
    const [folder] = readdirSync(tmpdir()).filter((name) =>
      name.startsWith(`hub-run-${process.pid}-`),
    )
    go(join(tmpdir(), folder ?? '', 'outputs'))
    expect(await running).toMatchObject({ exitCode: 0 })
    expect(await hub.run()).toMatchObject({
      outputs: [
        { name: 'go', size: 0 },
        { name: 'late', size: 4 },
        { name: 'sub/live', size: 4, properties: { epoch: 1 } },
      ],
    })
    rmSync(join(tmpdir(), folder ?? ''), { recursive: true })
  })
})

describe('sidecars that are too much for one request', () => {
  it('are brought in parts, and what they ask for is done once', async () => {
    const program = `
      const { appendFileSync, writeFileSync } = require('node:fs')
      const out = process.env.VH_OUTPUTS_DIR
      let lines = ''
      for (let file = 0; file < 20; file++) {
        writeFileSync(out + '/f' + file, String(file))
        for (let n = 0; n < 5000; n++)
          lines += JSON.stringify({ file: 'f' + file, metadata: { ['k' + n]: 'x'.repeat(200) } }) + '\\n'
        const metadata = { 'valohai.model-versions': ['model://forest/'] }
        lines += JSON.stringify({ file: 'f' + file, metadata }) + '\\n'
      }
      writeFileSync(out + '/valohai.metadata.jsonl', lines)`
    const cwd = stepOf(['node write.cjs'], '', { 'write.cjs': program })
    const called = await hub.ana.hub(['run', 'work'], { cwd })
    expect(called).toMatchObject({
      exitCode: 0,
      out: 'run://penguins/1 completed\nmodel://forest/v1 pending\n',
    })
    const { outputs } = await hub.run()
    expect(outputs.map(({ properties }) => Object.keys(properties).length)).toEqual(
      Array(20).fill(5001),
    )
    const version = await hub.json<{ files: unknown[] }>('/models/forest/versions/1')
    expect(version.files).toHaveLength(20)
  }, 60_000)
})
