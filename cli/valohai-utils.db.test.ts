import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { MetricSeries } from '@/lib/runs/view'
import { folderWith } from './testing/folder'
import { cliHub, stepOf } from './testing/hub'
import { pythonWith } from './testing/python'

const hub = cliHub()
const version = 'valohai-utils==0.8.0'
const python = await pythonWith(version)

const more = `    parameters:
      - {name: epochs, type: integer, default: 2}
      - {name: rate, type: float, default: 0.5}
      - {name: fast, type: flag}
      - {name: layers, type: integer, multiple: separate, default: [1, 2]}
    inputs:
      - {name: data, default: "model://tables/v1"}
      - {name: local, default: local.txt}
      - {name: none, optional: true}
`

/** What a job does with the helper, as its documentation shows it. */
const job = `
import valohai

assert valohai.parameters("epochs").value == 2
assert valohai.parameters("rate").value == 0.5
assert valohai.parameters("fast").value is True
assert valohai.parameters("layers").value == [1, 2]
assert valohai.execution().config.counter == 1 and valohai.execution().config.title == "work"

with open(valohai.inputs("data").path("a.csv")) as file:
    text = file.read()
assert open(valohai.inputs("local").path()).read() == "here"
assert list(valohai.inputs("none").paths()) == []

for epoch in range(valohai.parameters("epochs").value):
    with valohai.logger() as logger:
        logger.log("epoch", epoch)
        logger.log(accuracy=0.5 + epoch / 10)

with open(valohai.outputs("sub").path("model.txt"), "w") as file:
    file.write(text)
with open(valohai.outputs().path("live.txt"), "w") as file:
    file.write("live")
valohai.outputs().live_upload("live.txt")

with valohai.output_properties() as properties:
    properties.add(file="sub/model.txt", properties={"valohai.model-versions": ["model://forest/"], "kind": "text"})
    properties.add_to_dataset(file="live.txt", dataset_version=properties.dataset_version_uri("pets", "v1"))
valohai.set_status_detail("nearly done")
`

describe('the published helper for Python', () => {
  it.skipIf(python === null)(`works unchanged inside a step (${version})`, async () => {
    await hub.ana.hub(['push', 'a.csv', 'model://tables/'], {
      cwd: folderWith({ 'a.csv': 'a,b\n' }),
    })
    const cwd = stepOf([`"${python}" -W error::UserWarning job.py`], more, { 'job.py': job })
    writeFileSync(join(cwd, 'local.txt'), 'here')
    const called = await hub.ana.hub(['run', 'work', '-p', 'fast=true'], { cwd })
    expect(called.err).not.toContain('Traceback')
    expect(called.exitCode).toBe(0)
    expect(called.out).toContain('model://forest/v1 pending\ndataset://pets/v1\n')
    const run = await hub.run()
    expect(run).toMatchObject({
      state: 'completed',
      statusDetail: 'nearly done',
      summary: { accuracy: 0.6 },
      outputs: [
        { name: 'live.txt', size: 4 },
        { name: 'sub/model.txt', size: 4, properties: { kind: 'text' } },
      ],
    })
    const { series } = await hub.json<{ series: MetricSeries[] }>(
      '/projects/penguins/runs/1/metrics',
    )
    expect(series[0]?.points.map(({ step, value }) => [step, value])).toEqual([
      [0, 0.5],
      [1, 0.6],
    ])
  })
})
