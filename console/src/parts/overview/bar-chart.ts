import { BarController, BarElement, CategoryScale, Chart, Legend, LinearScale, Tooltip } from 'chart.js'

/* Loaded when a chart is shown, and only the parts that it needs. */
Chart.register(BarController, BarElement, CategoryScale, LinearScale, Legend, Tooltip)

export type Bars = {
  labels: string[]
  series: { label: string; counts: number[]; colour: string }[]
  ink: string
  grid: string
}

/** Draws stacked bars, and draws others on the same canvas later. */
export function barChart(canvas: HTMLCanvasElement): { show(bars: Bars): void; close(): void } {
  const chart = new Chart<'bar', number[], string>(canvas, { type: 'bar', data: { labels: [], datasets: [] } })
  return {
    show({ labels, series, ink, grid }) {
      chart.data.labels = labels
      chart.data.datasets = series.map(({ label, counts, colour }) => ({
        label,
        data: counts,
        backgroundColor: colour,
      }))
      const ticks = { color: ink, maxRotation: 0, autoSkipPadding: 12, precision: 0 }
      chart.options = {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        scales: {
          x: { stacked: true, ticks, grid: { display: false } },
          y: { stacked: true, beginAtZero: true, ticks, grid: { color: grid } },
        },
        plugins: { legend: { position: 'bottom', labels: { color: ink, boxWidth: 14 } } },
      }
      chart.update()
    },
    close: () => chart.destroy(),
  }
}
