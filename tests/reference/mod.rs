//! Answers held against GDAL 3.6 with GEOS and SpatiaLite, run here and now.

mod membership;
mod oapif;
mod predicates;
