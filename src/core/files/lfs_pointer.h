// Git LFS keeps small texts in the place of large files until they are fetched.
#pragma once

#include <string>
#include <string_view>

namespace affekt {

/// @param beginning  the file's first 200 bytes, or all of it
/// @return           what it is and what to do, to stand behind the file's name; empty if it is no pointer
std::string explain_lfs_pointer(std::string_view beginning);

}  // namespace affekt
