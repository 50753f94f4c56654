// GET /metrics: what the process counts, in the text format of Prometheus.

import HTTPTypes

enum MetricsEndpoint {
    static func answer(_ metrics: String) -> Answer {
        MediaType.metrics.answer(.ok, Array(metrics.utf8))
    }
}
