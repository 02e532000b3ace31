#include "kinds/verification/kept_run.h"

#include <fmt/format.h>

#include "config/load_config.h"
#include "config/path_overrides.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/files/local_file.h"
#include "ingest/sources/source_table.h"
#include "kinds/kind_table.h"
#include "kinds/verification/verify_run_group.h"
#include "runs/run_in_use.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

bool is_prepared_file(const fs::path& path) {
  return path.extension() == ".h5";
}

/// @param where  of the data  @param name  of their data set
void require_same_source(const KeptRun& kept, const fs::path& where, const std::string& name,
                         const std::string& source_digest) {
  const std::string expected = kept.report.source_digest();
  if (expected.empty() || expected == source_digest) return;
  throw DataError(fmt::format(
      "{}: not the data of the kept report: expected those of '{}' with the source digest {}, got those of "
      "'{}' with {}; bring the same copy of the data set, and name it with --data PATH",
      where.string(), kept.report.text("/data/name"), expected, name, source_digest));
}

/// A file that was prepared before; empty: the raw data have to be.
fs::path find_prepared_file(const KeptRun& kept, const ReproduceRequest& request) {
  if (is_prepared_file(request.data)) {
    if (kept.report.is_pooled())
      throw ConfigError("--data " + request.data.string() +
                        ": a cross-validation prepares each fold from the raw data set; name that one");
    if (!fs::exists(request.data)) throw DataError(request.data.string() + ": no such file (--data)");
    return request.data;
  }
  if (!request.data.empty() || !request.overrides.empty() || kept.report.is_pooled()) return {};
  const fs::path own = read_prepared_path(kept.run.root);
  return fs::exists(own) ? own : fs::path();
}

/// Nothing is prepared of other data: their files' digest tells.
fs::path prepare_same_data(const KeptRun& kept) {
  const DataConfig& data = kept.config.data;
  if (!fs::exists(data.path))
    throw DataError(fmt::format(
        "{}: the data set '{}' (source digest {}...) is not there; name it, or a file prepared from it, with "
        "--data PATH",
        data.path, kept.report.text("/data/name"), kept.report.source_digest().substr(0, 12)));
  if (!kept.report.source_digest().empty())
    require_same_source(kept, data.path, data.source, digest_raw_data(data));
  return kept.kind->prepare(data);
}

}  // namespace

KeptRun read_kept_run(const ReproduceRequest& request) {
  const fs::path& directory = request.experiment;
  if (!fs::is_directory(directory))
    throw ArtifactError(directory.string() + ": expected a run directory or a published baseline" +
                        (fs::exists(directory) ? ", got a file" : ", found nothing there"));
  refuse_run_group(directory);
  KeptRun kept;
  kept.run.root = directory;
  refuse_run_in_use(kept.run);
  kept.report = read_kept_report(directory);
  if (!fs::exists(kept.run.config()))
    throw ArtifactError(
        kept.run.config().string() +
        ": not there, so nobody can tell what to train and on which data; expected the effective config that "
        "affekt keeps with a run (without it, only `affekt verify` can look at this folder)");
  kept.config = parse_experiment(read_text_file(kept.run.config()), kept.run.config().string());
  if (!request.data.empty() && !is_prepared_file(request.data)) kept.config.data.path = request.data.string();
  override_paths(kept.config, request.overrides);
  kept.kind = &find_kind(kept.config);
  if (kept.kind->name() != kept.report.kind())
    throw ArtifactError(
        fmt::format("{}: a report of the kind {}, but config.yaml beside it is of the kind {}",
                    kept.report.path().string(), kept.report.kind(), kept.kind->name()));
  return kept;
}

KeptData find_kept_data(const KeptRun& kept, const ReproduceRequest& request) {
  KeptData data;
  data.prepared = find_prepared_file(kept, request);
  if (data.prepared.empty()) data.prepared = prepare_same_data(kept);
  data.envelope = read_prepared_envelope(data.prepared);
  require_same_source(kept, data.prepared, data.envelope.dataset_name, data.envelope.source_digest);
  return data;
}

}  // namespace affekt
