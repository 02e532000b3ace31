#include "evaluation/comparison/metric_words.h"

#include "evaluation/report/value_text.h"
#include "evaluation/songs/song_report_text.h"
#include "metrics/affect_scores.h"
#include "metrics/prediction_scores.h"
#include "metrics/ranking.h"

namespace affekt {

MetricInfo describe_metric(const std::string& name) {
  for (const std::vector<MetricInfo>& metrics :
       {prediction_metrics(), affect_metrics(), ranking_metrics(), song_metrics()})
    if (const MetricInfo* found = find_metric(metrics, name)) return *found;
  MetricInfo unknown;
  unknown.name = name;
  unknown.title = capitalised(key_to_words(name));
  return unknown;
}

}  // namespace affekt
