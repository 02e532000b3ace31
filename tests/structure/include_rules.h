// Which folder of src/ may include what: the design's table, and a reader of #include lines to hold files to
// it.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace affekt::structure {

/// What a folder may include by itself. It may also include whatever the folders in `rooms` may.
struct FolderRule {
  std::set<std::string> rooms;
  std::set<std::string> libraries;          // inherited by the folders that may include this one
  std::set<std::string> private_libraries;  // not inherited: no YAML node leaves config, no HDF5 handle store
};

/// The design's table, one entry for each folder of src/.
const std::map<std::string, FolderRule>& folder_rules();

struct Include {
  int line = 0;
  std::string target;   // "core/error.h"
  bool quoted = false;  // "..." rather than <...>
};

/// The #include lines of a source text; those in comments don't count.
std::vector<Include> read_includes(const std::string& text);

/// The library a <...> header belongs to ("torch", "opencv", "yaml-cpp", ...), or "" for the standard library
/// and the system's headers, or "?" for a header nobody has listed.
std::string library_of(const std::string& header);

/// What is wrong with the includes of the file src/<folder>/<name>: one "src/folder/name:LINE: ..." for each
/// fault.
std::vector<std::string> find_forbidden_includes(const std::string& folder, const std::string& name,
                                                 const std::string& text);

/// A C++ source without its comments and the text of its string literals.
std::string strip_comments_and_strings(const std::string& text);

/// Those of `words` (lower case) that the text holds in any case.
std::vector<std::string> find_words(const std::string& text, const std::vector<std::string>& words);

/// All .h and .cpp files below `directory`, sorted.
std::vector<std::filesystem::path> list_sources(const std::filesystem::path& directory);
std::string read_text(const std::filesystem::path& path);
int count_lines(const std::string& text);

}  // namespace affekt::structure
