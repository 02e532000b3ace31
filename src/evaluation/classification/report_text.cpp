#include "evaluation/classification/report_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "metrics/prediction_scores.h"

namespace affekt {
namespace {

const std::string kNothing = "–";
const std::string kPercent = "\u00a0%";  // a line must not break before it

struct MetricWords {
  const char* title;
  const char* explanation;
};

const std::map<std::string, MetricWords>& metric_words() {
  static const std::map<std::string, MetricWords> words = {
      {"accuracy", {"Accuracy", "Share of samples whose most probable class is the true one."}},
      {"macro_f1",
       {"Macro F1", "Mean of the classes' F1 scores; rare classes count as much as common ones."}},
      {"uar", {"UAR", "Unweighted average recall: mean over the classes of the share found."}},
      {"log_loss",
       {"Log loss", "Mean negative log-probability of the true class, in nats; lower is better."}},
      {"brier",
       {"Brier score", "Mean squared distance of the probabilities to the truth, 0 to 2; lower is better."}},
      {"ece",
       {"ECE",
        "Expected calibration error: mean distance between stated confidence and accuracy; lower is better. "
        "Resampling adds noise to its bins, so its interval lies a little high."}},
  };
  return words;
}

}  // namespace

std::string format_percent(double share, int decimals) {
  return fmt::format("{:.{}f}", 100 * share, decimals) + kPercent;
}

std::string format_percent(const nlohmann::json& share) {
  return share.is_number() ? format_percent(share.get<double>(), 1) : kNothing;
}

std::string format_number(const nlohmann::json& value) {
  return value.is_number() ? fmt::format("{:.3f}", value.get<double>()) : kNothing;
}

bool is_share_metric(const std::string& name) {
  return name == "accuracy" || name == "macro_f1" || name == "uar";
}

std::string format_metric(const std::string& name, const nlohmann::json& value) {
  return is_share_metric(name) ? format_percent(value) : format_number(value);
}

std::string format_interval(const std::string& name, const nlohmann::json& interval) {
  if (!interval.is_array() || !interval[0].is_number() || !interval[1].is_number()) return kNothing;
  const double low = interval[0], high = interval[1];
  if (is_share_metric(name)) return fmt::format("{:.1f} – {:.1f}", 100 * low, 100 * high) + kPercent;
  return fmt::format("{:.3f} – {:.3f}", low, high);
}

std::string metric_title(const std::string& name) {
  const auto found = metric_words().find(name);
  return found == metric_words().end() ? name : found->second.title;
}

std::string metric_explanation(const std::string& name) {
  const auto found = metric_words().find(name);
  return found == metric_words().end() ? "" : found->second.explanation;
}

std::string escape_html(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string escape_markdown(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\n' || c == '\r') {
      escaped += ' ';
      continue;
    }
    if (c == '|' || c == '\\' || c == '`' || c == '*' || c == '_' || c == '<' || c == '[') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

const nlohmann::json& member_or_null(const nlohmann::json& object, const std::string& key) {
  static const nlohmann::json null_value;
  const auto found = object.find(key);
  return found == object.end() ? null_value : *found;
}

std::string model_name(const nlohmann::json& report) {
  const nlohmann::json& name = member_or_null(report["model"], "name");
  return name.is_string() ? json_to_text(name) : "Model";
}

std::string key_to_words(std::string key) {
  std::replace(key.begin(), key.end(), '_', ' ');
  return key;
}

std::string sample_word(const std::string& input_kind) {
  return input_kind == "waveforms" ? "clip" : "picture";
}

std::string group_word(const std::string& input_kind) {
  return input_kind == "waveforms" ? "speaker" : "group";
}

std::string resampled_units(const nlohmann::json& report) {
  const nlohmann::json& bootstrap = report["bootstrap"];
  const std::string unit = bootstrap["unit"];
  return unit == "sample" ? "samples" : count_of(bootstrap["num_units"], unit);
}

std::vector<std::string> headline_scores(const std::string& headline) {
  if (headline == "uar") return {"uar", "accuracy", "macro_f1"};
  return {"accuracy", "macro_f1", "uar"};
}

std::vector<std::string> ordered_scores(const std::string& headline) {
  std::vector<std::string> names = headline_scores(headline);
  for (const std::string name : kPredictionScoreNames) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

std::string baseline_title(const std::string& name) {
  if (name == "acoustic_svm") return "SVM on acoustic features";
  if (name == "acoustic_random_forest") return "Random forest on acoustic features";
  return key_to_words(name);
}

std::vector<BaselineColumn> baseline_columns(const nlohmann::json& report) {
  const nlohmann::json& baselines = report["baselines"];
  std::vector<BaselineColumn> columns;
  for (const std::string name : {"acoustic_svm", "acoustic_random_forest"}) {
    if (baselines.contains(name)) columns.push_back({name, baseline_title(name)});
  }
  if (baselines.contains("majority")) {
    columns.push_back({"majority", "Always “" + json_to_text(baselines["majority"]["class"]) + "”"});
    columns.push_back({"prior", "Guessing by prior"});
  }
  columns.push_back({"uniform", "Guessing evenly"});
  return columns;
}

std::string variants_title(bool has_leaks, bool has_augmented) {
  const std::string augmented = "with test-time augmentation";
  if (!has_leaks) return augmented;
  return "without leaked samples" + (has_augmented ? ", and " + augmented : "");
}

std::string describe_selection(const nlohmann::json& selection) {
  const auto text_of = [&](const char* key) { return json_to_text(member_or_null(selection, key)); };
  std::string text;
  if (member_or_null(selection, "policy") == "last") {
    text = "the last epoch (" + text_of("epoch") + "), whatever its score";
  } else {
    text = fmt::format("best {} ({}) on {}, epoch {}", text_of("metric"), text_of("value"), text_of("split"),
                       text_of("epoch"));
  }
  text += "; seed " + text_of("seed");
  return member_or_null(selection, "finished") == false ? text + "; training not finished" : text;
}

nlohmann::json model_facts(const nlohmann::json& report) {
  nlohmann::json facts = report["model"];
  if (member_or_null(facts, "selected_on") == "none") {
    facts["selected_on"] = "no samples: the last epoch's weights are kept";
  }
  const auto selection = facts.find("selection");
  if (selection == facts.end() || !selection->is_object()) return facts;
  *selection = describe_selection(*selection);
  facts.erase("selected_on");  // it is in those words
  facts.erase("selected_epoch");
  return facts;
}

std::string json_to_text(const nlohmann::json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_float()) return fmt::format("{:.6g}", value.get<double>());
  if (value.is_null()) return kNothing;
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace affekt
