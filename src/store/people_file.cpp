#include "store/people_file.h"

#include "store/read_sample_rows.h"

namespace affekt {

SplitCounts count_people(const std::filesystem::path& path) {
  return count_split_column(path, {kPeopleKind});
}

}  // namespace affekt
