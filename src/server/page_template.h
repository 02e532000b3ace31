// The page's HTML with its gaps filled: what differs between a server and a folder of files.
#pragma once

#include <map>
#include <string>

namespace affekt {

/// index.html of page_files.h. @param texts  name of a gap ("head") -> what stands there in place of {{head}}
std::string fill_page(const std::map<std::string, std::string>& texts);

}  // namespace affekt
