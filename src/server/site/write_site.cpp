#include "server/site/write_site.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/files/json_file.h"
#include "core/files/mapped_file.h"
#include "core/files/staging_folder.h"
#include "core/files/writable_folder.h"
#include "core/text/affix.h"
#include "core/text/text.h"
#include "exported/exported_model_path.h"
#include "exported/onnx_classifier.h"
#include "ingest/sources/ravdess/resampler.h"
#include "perception/face_finder.h"
#include "server/page_files.h"
#include "server/page_template.h"
#include "server/site/describe_site.h"
#include "server/site/site_packages.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

constexpr char kSiteFile[] = "site.json";  // comes in last, and tells a site from other folders
constexpr char kFaceModel[] = "models/face.onnx", kVoiceModel[] = "models/voice.onnx";
constexpr char kCascade[] = "library/face_cascade.xml";

/// The files of a site by their names.
class SiteWriter {
 public:
  /// @param target  where they come in, for messages
  SiteWriter(const StagingFolder& folder, fs::path target) : folder_(folder), target_(std::move(target)) {}

  /// @throws ArtifactError  a full disk, for example: names the file's place in the target
  void add(const fs::path& name, std::string_view content) {
    const fs::path path = folder_ / name;
    try {
      fs::create_directories(path.parent_path());
      write_text_atomically(path, content);
    } catch (const ArtifactError& error) {
      std::string what = error.what();
      if (begins_with(what, path.string())) what.replace(0, path.string().size(), (target_ / name).string());
      throw ArtifactError(what);
    } catch (const fs::filesystem_error& error) {
      throw ArtifactError(fmt::format("{}: cannot write: {}", target_.string(), error.code().message()));
    }
    ++size_.num_files;
    size_.num_bytes += static_cast<int64_t>(content.size());
  }
  void add_copy(const fs::path& name, const fs::path& source) {
    add(name, MappedFile(source, ExitCode::kArtifact).text());
  }
  const SiteSize& size() const { return size_; }

 private:
  const StagingFolder& folder_;
  const fs::path target_;
  SiteSize size_;
};

bool is_site(const fs::path& folder) {
  return read_json_object(folder / kSiteFile).contains("made_by");
}

/// @throws ConfigError    unless it is new, empty, or a site, also one that an export was killed at
/// @throws ArtifactError  nothing can be written in it
void check_target(const fs::path& folder) {
  require_writable_folder(folder, "name another folder");
  if (!fs::exists(folder) || is_site(folder)) return;
  const std::vector<fs::path> abandoned = list_abandoned_staging(folder, kSiteFile);
  const auto num_entries = std::distance(fs::directory_iterator(folder), {});
  if (static_cast<size_t>(num_entries) == abandoned.size()) return;
  if (std::any_of(abandoned.begin(), abandoned.end(), is_site)) return;  // some of its files came in
  throw ConfigError(
      fmt::format("{}: expected a new or empty folder, or one that export-site made (it has a {}); nothing "
                  "was written, name another folder",
                  folder.string(), kSiteFile));
}

std::string fill_site_page() {
  // Workers have no policy of the page's: they need what OpenCV's glue code does, which makes functions of
  // text.
  return fill_page(
      {{"goal", "an emotion"},
       {"needs",
        "This page needs JavaScript, and a host of files: opened as a file of its own it does nothing. Where "
        "its folder is, <code>python3 -m http.server --bind 127.0.0.1</code> is one; then open "
        "http://127.0.0.1:8000."},
       {"head",
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'self'; "
        "style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; connect-src 'self'; worker-src "
        "'self'; form-action 'none'; base-uri 'none'\">"},
       {"promise", "Nothing leaves this browser; pictures and sounds are looked at and forgotten."}});
}

void add_page(SiteWriter& site) {
  std::map<std::string_view, std::string_view> files;
  for (const PageFile& file : page_files()) files[file.path] = file.content;
  for (const PageFile& file : site_page_files()) files[file.path] = file.content;
  files.erase("/openapi.json");  // there is no interface
  const std::string html = fill_site_page();
  files["/index.html"] = html;
  for (const auto& [path, content] : files) site.add(path.substr(1), content);
}

void add_model(SiteWriter& site, const SiteModel& model) {
  if (model.model) site.add(model.name, model.model->bytes);
}

void add_resampling_taps(SiteWriter& site, const OnnxModel& voice) {
  const int64_t to_hz = read_classifier_info(voice).sample_rate_hz;
  for (const int64_t rate_hz : site_sample_rates()) {
    const std::vector<float> taps = measure_resampling_taps(rate_hz, to_hz);
    site.add(site_taps_name(rate_hz),
             {reinterpret_cast<const char*>(taps.data()), taps.size() * sizeof(float)});
  }
}

SiteModel read_site_model(const fs::path& run, const char* name) {
  return {run.empty() ? nullptr : read_onnx_model(exported_model_path(run)), name};
}

/// What a former site may have and this one does not.
std::vector<fs::path> list_stale(const SiteModels& models) {
  std::vector<fs::path> stale;
  if (!models.voice.model) {
    stale.emplace_back(kVoiceModel);
    for (const int64_t rate_hz : site_sample_rates()) stale.emplace_back(site_taps_name(rate_hz));
  }
  if (models.face.model) return stale;
  stale.insert(stale.end(), {kFaceModel, kCascade});
  for (const PackageFile& file : package_files())
    if (file.is_for_faces) stale.push_back(file.name);
  return stale;
}

}  // namespace

SiteSize write_site(const fs::path& folder, const SiteSources& sources) {
  if (sources.face.empty() && sources.voice.empty())
    throw ConfigError("what is the page to read? Give --face-model or --voice-model");
  check_target(folder);
  const fs::path packages = find_site_packages();
  const SiteModels models = {read_site_model(sources.face, kFaceModel),
                             read_site_model(sources.voice, kVoiceModel)};
  const bool has_faces = models.face.model != nullptr;
  const nlohmann::ordered_json description = describe_site(models, kCascade);

  StagingFolder staging(folder, kSiteFile);
  SiteWriter site(staging, folder);
  add_page(site);
  add_model(site, models.face);
  add_model(site, models.voice);
  if (models.voice.model) add_resampling_taps(site, *models.voice.model);
  if (has_faces) site.add_copy(kCascade, FaceFinder().options().cascade);
  for (const PackageFile& file : package_files())
    if (has_faces || !file.is_for_faces) site.add_copy(file.name, packages / file.source);
  site.add("models.json", to_json_text(describe_site_models(models), 2) + "\n");
  site.add(kSiteFile, to_json_text(description, 2) + "\n");
  staging.move_in(list_stale(models));
  return site.size();
}

}  // namespace affekt
