#include "doctor/examine.h"

#include <cstdlib>

#include "core/files/writable_folder.h"
#include "core/process/threads.h"

namespace affekt {
namespace {

constexpr std::chrono::milliseconds kWatched(500);

}  // namespace

Examination examine(const ExamineOptions& options) {
  Examination examination;
  examination.activity = watch_activity(kWatched);  // before this process has work of its own
  examination.machine = read_machine();
  examination.versions = list_library_versions();
  examination.engines = list_engines();
  examination.computing = examine_computing();
  examination.num_threads = thread_count();
  examination.variables =
      examine_environment([](const char* name) { return std::getenv(name); }, examination.num_threads);
  examination.memory_shortage = explain_too_little_memory(examination.machine.limits, count_blas_cpus(),
                                                          examination.machine.physical_cores);
  examination.folder = std::filesystem::absolute("experiments").string();
  examination.free_disk_bytes = find_free_disk_bytes(examination.folder);
  examination.why_not_writable = why_not_writable(examination.folder);
  examination.data_sets_are_named = !options.configs.empty();
  for (const std::string& config : options.configs.empty() ? list_configs("configs") : options.configs)
    examination.data_sets.push_back(examine_data_set(config, options.reads_data));
  return examination;
}

}  // namespace affekt
