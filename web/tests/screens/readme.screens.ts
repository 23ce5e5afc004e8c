// Pictures of the running product for the READMEs: `cargo xtask screenshots` writes them to docs/images.
import { fileURLToPath } from 'node:url'
import { it } from 'vitest'
import { settled } from '../e2e/support/looks'
import { Office } from '../e2e/support/office'

const IMAGES = fileURLToPath(new URL('../../../docs/images', import.meta.url))
const SIZE = { width: 1280, height: 800 }
type Shot = readonly [name: string, login: string, path: string, ready: RegExp]

async function take(more: readonly string[], shots: readonly Shot[]): Promise<void> {
  const office = await Office.open(more)
  try {
    for (const [name, login, path, ready] of shots) {
      const seat = await office.seat(login, path, SIZE)
      await settled(seat.page)
      await seat.page.getByText(ready).first().waitFor()
      await seat.page.screenshot({ path: `${IMAGES}/${name}.png` })
      await seat.close()
    }
  } finally {
    await office.close()
  }
}

it('a district', () => take([], [
  ['lights', 'staff', '/month/2023-10?step=preview', /2023年10月/],
  ['figure', 'head', '/figures?as_of=2023-10-31&figure=problems_closed', /COUNTIFS/],
]))

it('a city above districts', () => take(['--district', 'chongqing'], [
  ['city', 'city', '/city/figures', /不加：计量单位不同/],
]))
