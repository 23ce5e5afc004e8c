import { expect } from 'vitest'
import type { Locator, Page } from 'playwright-core'

/** Picks an option of a ChoiceSelect by its label, typing it where the list can be searched. */
export async function choose(page: Page, within: Page | Locator, label: string, option: string): Promise<void> {
  const box = within.getByRole('combobox', { name: label, exact: true })
  // The shown value lies over the input: a person clicks that.
  await box.click({ force: true })
  if (await box.isEditable()) await box.fill(option)
  const offered = page.getByRole('option', { name: option }).filter({ visible: true }).first()
  await offered.waitFor()
  const chosen = (await offered.innerText()).trim()
  await offered.click()
  // What was meant is what stands there: a list that still moved under the click is a fault of the page.
  await expect.poll(() => box.evaluate(input => input.closest('.el-select')?.textContent?.trim())).toContain(chosen)
}
