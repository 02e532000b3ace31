#include "store/people_file.h"

#include <algorithm>

#include "store/prepared_hdf5.h"
#include "store/read_sample_rows.h"

namespace affekt {

SplitCounts count_people(const std::filesystem::path& path) {
  SplitCounts counts;
  read_prepared_envelope(path, {kPeopleKind}, [&](hid_t file, const PreparedEnvelope&) {
    const std::vector<Split> splits = read_split_column(file);
    counts.train = std::count(splits.begin(), splits.end(), Split::kTrain);
    counts.validation = std::count(splits.begin(), splits.end(), Split::kValidation);
    counts.test = std::count(splits.begin(), splits.end(), Split::kTest);
    return "";
  });
  return counts;
}

}  // namespace affekt
