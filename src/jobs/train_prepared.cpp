#include "jobs/train_prepared.h"

#include <fmt/format.h>

#include "core/error.h"
#include "jobs/affect_job.h"
#include "jobs/check_named_file.h"
#include "jobs/classification_job.h"
#include "jobs/fit_network.h"
#include "jobs/how_to_resume.h"
#include "jobs/next_song_job.h"
#include "jobs/record_fit.h"
#include "store/listening/listening_data.h"
#include "store/people_file.h"
#include "store/prepared_envelope.h"
#include "store/samples.h"

namespace affekt {
namespace {

using MakeJob = TrainJob(const TrainRunOptions&);

struct JobEntry {
  const char* kind;  // of a prepared file
  MakeJob* make;
};

// To add a kind whose networks can be trained from a prepared file alone, add a line.
constexpr JobEntry kJobs[] = {
    {kImagesKind, make_classification_job},
    {kWaveformsKind, make_classification_job},
    {kPeopleKind, make_affect_job},
    {kListeningKind, make_next_song_job},
};

MakeJob* find_job(const std::filesystem::path& prepared) {
  const std::string kind = read_prepared_kind(prepared);
  for (const JobEntry& entry : kJobs)
    if (kind == entry.kind) return entry.make;
  throw ConfigError(fmt::format(
      "--prepared {}: holds {}, for which no network is trained step by step; `affekt run CONFIG` of a "
      "whole affekt makes their model",
      prepared.string(), kind));
}

}  // namespace

void train_prepared(const RunRequest& request) {
  MakeJob* const make_job = find_job(request.prepared_path);
  check_named_file(request);
  const TrainRunOptions fit = choose_run_directory(request);
  FitSummary fitted;
  record_fit("train", fit, [&](RunRecord& record) {
    record.set_stage("training");
    fitted = with_resume_hint(describe_network_resume(fit.run_directory),
                              [&] { return fit_network(fit, [&] { return make_job(fit); }); });
  });
  print_fit(fitted);
}

}  // namespace affekt
