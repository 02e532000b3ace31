#include "tests/structure/include_rules.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace affekt::structure {
namespace {

/// All rooms that `folder` may include: those named in its rule, and what those may include.
std::set<std::string> reachable_rooms(const std::string& folder) {
  std::set<std::string> reached;
  std::vector<std::string> open = {folder};
  while (!open.empty()) {
    const std::string room = open.back();
    open.pop_back();
    if (!reached.insert(room).second) continue;
    const auto& rooms = folder_rules().at(room).rooms;
    open.insert(open.end(), rooms.begin(), rooms.end());
  }
  return reached;
}

std::set<std::string> allowed_libraries(const std::string& folder) {
  std::set<std::string> libraries = folder_rules().at(folder).private_libraries;
  for (const std::string& room : reachable_rooms(folder)) {
    const auto& more = folder_rules().at(room).libraries;
    libraries.insert(more.begin(), more.end());
  }
  return libraries;
}

}  // namespace

const std::map<std::string, FolderRule>& folder_rules() {
  static const std::map<std::string, FolderRule> rules = {
      {"core", {{}, {"nlohmann"}, {"spdlog", "fmt", "openssl"}}},
      {"codecs", {{"core"}, {"opencv"}, {}}},
      {"config", {{"core"}, {}, {"yaml-cpp", "fmt"}}},
      {"store", {{"core"}, {}, {"hdf5", "fmt"}}},
      {"ingest",
       {{"codecs", "config", "store"}, {}, {"opencv", "jpeg", "zlib", "sndfile", "soxr", "matio", "fmt"}}},
      {"metrics", {{"core"}, {}, {"fmt"}}},
      {"acoustics", {{"core", "store", "metrics"}, {}, {"opencv", "fmt"}}},
      {"kernels", {{"core"}, {}, {"openmp", "intrinsics"}}},
      {"clustering", {{"core", "config", "store", "metrics"}, {}, {"eigen", "openmp", "intrinsics", "fmt"}}},
      {"affect", {{"clustering", "metrics"}, {}, {"eigen"}}},
      {"next_song", {{"config", "store", "metrics"}, {}, {"fmt"}}},
      {"inference", {{"core"}, {"opencv"}, {"onnx", "protobuf", "onnxruntime", "fmt"}}},
      {"exported", {{"inference", "affect", "next_song"}, {}, {"fmt"}}},
      {"perception", {{"exported", "ingest"}, {}, {"fmt"}}},
      {"playlist", {{"exported", "ingest"}, {}, {"fmt"}}},
      {"spotify", {{"playlist"}, {}, {"httplib", "fmt"}}},
      {"server", {{"playlist", "perception"}, {"httplib"}, {"fmt"}}},
      {"data", {{"config", "store"}, {"torch"}, {"fmt"}}},
      {"models", {{"config", "kernels"}, {"torch"}, {"fmt"}}},
      {"tasks", {{"data", "models", "metrics"}, {"torch"}, {"fmt"}}},
      {"runs", {{"core", "config", "models"}, {"torch"}, {"zip", "fmt"}}},
      {"training", {{"codecs", "tasks", "runs"}, {"torch"}, {"opencv", "fmt"}}},
      {"jobs", {{"training", "next_song"}, {"torch"}, {"fmt"}}},
      {"evaluation",
       {{"codecs", "tasks", "clustering", "affect", "next_song", "runs", "metrics", "acoustics", "exported"},
        {},
        {"fmt"}}},
      {"export",
       {{"models", "tasks", "clustering", "affect", "next_song", "runs", "inference"},
        {},
        {"onnx", "protobuf", "fmt"}}},
      {"kinds", {{"jobs", "evaluation", "export", "ingest"}, {}, {"fmt"}}},
      {"search", {{"kinds"}, {}, {"fmt"}}},
      {"doctor", {{"training", "ingest", "inference"}, {"torch"}, {"hdf5", "fmt"}}},
      {"app", {{"search", "doctor", "server", "spotify"}, {}, {"cli11", "fmt"}}},
  };
  return rules;
}

std::vector<Include> read_includes(const std::string& text) {
  static const std::regex pattern(R"re(^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>))re");
  std::vector<Include> includes;
  std::istringstream lines(text);
  std::string line;
  bool in_comment = false;
  for (int number = 1; std::getline(lines, line); ++number) {
    std::smatch match;
    if (!in_comment && std::regex_search(line, match, pattern)) {
      includes.push_back({number, match[1].matched ? match[1].str() : match[2].str(), match[1].matched});
    }
    // Enough for whole-line comments, which is where an #include could be left standing.
    for (size_t at = 0; at < line.size(); ++at) {
      if (!in_comment && line.compare(at, 2, "//") == 0) break;
      if (!in_comment && line.compare(at, 2, "/*") == 0) in_comment = true;
      if (in_comment && line.compare(at, 2, "*/") == 0) in_comment = false;
    }
  }
  return includes;
}

std::string library_of(const std::string& header) {
  // A prefix of the header's path -> its library. The most special prefix stands first.
  static const std::vector<std::pair<std::string, std::string>> prefixes = {
      {"torch/", "torch"},    {"ATen/", "torch"},        {"c10/", "torch"},
      {"opencv2/", "opencv"}, {"yaml-cpp/", "yaml-cpp"}, {"nlohmann/", "nlohmann"},
      {"spdlog/", "spdlog"},  {"fmt/", "fmt"},           {"openssl/", "openssl"},
      {"onnx/", "onnx"},      {"google/", "protobuf"},   {"onnxruntime", "onnxruntime"},
      {"CLI/", "cli11"},      {"hdf5", "hdf5"},          {"H5", "hdf5"},
      {"Eigen/", "eigen"},    {"omp.h", "openmp"},       {"immintrin.h", "intrinsics"},
      {"sndfile", "sndfile"}, {"soxr", "soxr"},          {"jpeglib.h", "jpeg"},
      {"zlib.h", "zlib"},     {"matio", "matio"},        {"sys/", ""},
      {"linux/", ""},         {"zip.h", "zip"},          {"netinet/", ""},
      {"arpa/", ""},          {"httplib.h", "httplib"},
  };
  for (const auto& [prefix, library] : prefixes) {
    if (header.compare(0, prefix.size(), prefix) == 0) return library;
  }
  static const std::set<std::string> posix = {"dirent.h", "dlfcn.h", "fcntl.h",   "malloc.h",
                                              "netdb.h",  "poll.h",  "pthread.h", "sched.h",
                                              "signal.h", "spawn.h", "termios.h", "unistd.h"};
  if (header.find('/') == std::string::npos && header.find('.') == std::string::npos) return "";  // <vector>
  return posix.count(header) ? "" : "?";
}

std::vector<std::string> find_forbidden_includes(const std::string& folder, const std::string& name,
                                                 const std::string& text) {
  if (folder_rules().count(folder) == 0)
    return {"src/" + folder + ": the folder has no rule in include_rules.cpp"};
  const std::set<std::string> rooms = reachable_rooms(folder);
  const std::set<std::string> libraries = allowed_libraries(folder);
  std::vector<std::string> faults;
  for (const Include& include : read_includes(text)) {
    const std::string where = "src/" + folder + "/" + name + ":" + std::to_string(include.line) + ": ";
    if (include.target == "affekt_git_commit.h") continue;  // generated in the build tree
    if (include.quoted) {
      const std::string room = include.target.substr(0, include.target.find('/'));
      if (folder_rules().count(room) == 0) {
        faults.push_back(where + "\"" + include.target +
                         "\" is not written from src/ on, as \"core/error.h\"");
      } else if (rooms.count(room) == 0) {
        faults.push_back(where + folder + " may not include \"" + include.target + "\"");
      }
      continue;
    }
    const std::string library = library_of(include.target);
    if (library == "?") {
      faults.push_back(where + "<" + include.target +
                       "> is of a library that include_rules.cpp doesn't know");
    } else if (!library.empty() && libraries.count(library) == 0) {
      faults.push_back(where + folder + " may not include " + library + " (<" + include.target + ">)");
    }
  }
  return faults;
}

std::string strip_comments_and_strings(const std::string& text) {
  std::string code;
  for (size_t at = 0; at < text.size();) {
    if (text.compare(at, 2, "//") == 0) {
      at = std::min(text.find('\n', at), text.size());
    } else if (text.compare(at, 2, "/*") == 0) {
      const size_t end = text.find("*/", at + 2);
      at = end == std::string::npos ? text.size() : end + 2;
    } else if (text.compare(at, 3, "R\"(") == 0) {
      const size_t end = text.find(")\"", at);
      at = end == std::string::npos ? text.size() : end + 2;
    } else if (text[at] == '"' || text[at] == '\'') {
      const char quote = text[at++];
      while (at < text.size() && text[at] != quote) at += text[at] == '\\' ? 2 : 1;
      ++at;
    } else {
      code += text[at++];
    }
  }
  return code;
}

std::vector<std::string> find_words(const std::string& text, const std::vector<std::string>& words) {
  std::string lower = text;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  std::vector<std::string> found;
  for (const std::string& word : words)
    if (lower.find(word) != std::string::npos) found.push_back(word);
  return found;
}

std::vector<std::filesystem::path> list_sources(const std::filesystem::path& directory) {
  std::vector<std::filesystem::path> sources;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    const auto extension = entry.path().extension();
    if (entry.is_regular_file() && (extension == ".h" || extension == ".cpp"))
      sources.push_back(entry.path());
  }
  std::sort(sources.begin(), sources.end());
  return sources;
}

std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("can't read " + path.string());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

int count_lines(const std::string& text) {
  return static_cast<int>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace affekt::structure
