// What report, model.onnx, config.yaml, manifest.json and weights say of each other.
#include "config/load_config.h"
#include "config/portable_config.h"
#include "core/digest.h"
#include "core/files/atomic_file.h"
#include "core/files/json_file.h"
#include "core/text/text.h"
#include "evaluation/report/value_text.h"
#include "inference/onnx_metadata.h"
#include "kinds/verification/verify_experiment.h"
#include "runs/manifest.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// What the report says, where it was kept and says it.
std::string from_report(const KeptExperiment& kept, const char* pointer) {
  return kept.report.report.is_null() ? "" : kept.report.text(pointer);
}

void check_config(const KeptExperiment& kept, CheckList& checks) {
  const char* const kConfig = "config.yaml";
  if (kept.config.empty()) {
    checks.add_not_kept("config.yaml against the report and the model", kConfig);
    return;
  }
  const std::string in_report = from_report(kept, "/model/config_digest"),
                    in_model = kept.onnx == nullptr ? "" : kept.onnx->text(onnx_key::kConfigDigest);
  const auto compare = [&](const std::string& what, const std::string& digest) {
    if (digest.empty()) return;
    if (is_digest_of_config(digest, kept.config)) {
      checks.add_ok(what);
    } else {
      checks.add_difference(what, digest, digest_config(kept.config));
    }
  };
  compare("config.yaml against the digest in report.json", in_report);
  compare("config.yaml against the digest in model.onnx", in_model);
}

/// What files with a number in common say of it; the first that says anything is taken at its word.
void check_number(const std::string& name, const std::vector<std::pair<std::string, json>>& told,
                  CheckList& checks) {
  const std::pair<std::string, json>* first = nullptr;
  for (const auto& each : told) {
    if (!each.second.is_number()) continue;
    if (first == nullptr) {
      first = &each;
    } else {
      checks.compare(name + " of " + each.first + " against " + first->first, to_json_text(first->second),
                     to_json_text(each.second));
    }
  }
}

void check_numbers(const KeptExperiment& kept, CheckList& checks) {
  const json manifest = read_json_object(kept.run.manifest());
  const auto of_report = [&](const char* pointer) {
    return kept.report.report.is_null() ? json() : kept.report.member(pointer);
  };
  json seed;
  if (!kept.config.empty()) seed = parse_experiment(kept.config, kept.run.config().string()).train.seed;
  check_number("seed",
               {{"config.yaml", seed},
                {"report.json", of_report("/seed")},
                {"manifest.json", member_or_null(manifest, "seed")}},
               checks);
  check_number("parameters",
               {{"report.json", of_report("/model/parameters")},
                {"manifest.json", member_or_null(manifest, "parameters")}},
               checks);
}

void check_weights(const KeptExperiment& kept, CheckList& checks) {
  const fs::path file = kept.kind->model_file(kept.run);
  const std::string name = file.filename().string(),
                    in_report = kept.report.report.is_null() ? "" : kept.report.weights_digest();
  const std::string in_model = kept.onnx == nullptr ? "" : kept.onnx->text(onnx_key::kWeightsDigest);
  if (!in_report.empty() && !in_model.empty())
    checks.compare("weights of report.json and of model.onnx", in_report, in_model);
  const std::string& expected = in_report.empty() ? in_model : in_report;
  if (expected.empty()) return;
  const std::string what = name + " against its digest";
  if (fs::exists(file)) {
    checks.compare(what, expected, sha256_of_file(file));
  } else {
    checks.add_not_kept(what, name);
  }
}

/// A cross-validation's report names the weights of each fold.
void check_fold_weights(const KeptExperiment& kept, CheckList& checks) {
  if (kept.report.report.is_null() || !kept.report.is_pooled()) return;
  for (const json& fold : kept.report.member("/cross_validation/folds")) {
    const fs::path directory = fold.at("directory").get<std::string>();
    const fs::path file = kept.kind->model_file(RunPaths{kept.run.root / directory.filename()});
    const std::string name = (directory.filename() / file.filename()).string();
    if (fs::exists(file)) {
      checks.compare(name + " against its digest", fold.at("weights_digest"), sha256_of_file(file));
    } else {
      checks.add_not_kept(name + " against its digest", name);
    }
  }
}

void check_data(const KeptExperiment& kept, CheckList& checks) {
  const std::string trained_on = from_report(kept, "/model/trained_on"),
                    in_model = kept.onnx == nullptr ? "" : kept.onnx->text(onnx_key::kDataDigest);
  if (!trained_on.empty() && !in_model.empty())
    checks.compare("training data of report.json and of model.onnx", trained_on, in_model);
  if (!fs::exists(kept.run.manifest())) {
    checks.add_not_kept("manifest.json against the rest", "manifest.json");
    return;
  }
  const auto data = read_manifest_data(kept.run.manifest());
  if (!data) {
    checks.add_broken("manifest.json", "damaged, or without a digest of the data");
    return;
  }
  const std::string& expected = trained_on.empty() ? in_model : trained_on;
  if (!expected.empty()) checks.compare("training data of manifest.json", expected, data->digest);
  const std::string source = kept.report.report.is_null() ? "" : kept.report.source_digest();
  const bool is_same_data = from_report(kept, "/data/digest") == data->digest;
  if (!source.empty() && is_same_data)
    checks.compare("source of the data in manifest.json and report.json", data->source_digest, source);
}

}  // namespace

void check_provenance(const KeptExperiment& kept, CheckList& checks) {
  check_or_tell(checks, "config.yaml", [&] { check_config(kept, checks); });
  check_or_tell(checks, "seeds", [&] { check_numbers(kept, checks); });
  check_weights(kept, checks);
  check_fold_weights(kept, checks);
  check_data(kept, checks);
}

}  // namespace affekt
