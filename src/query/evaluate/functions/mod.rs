//! The functions that an expression may call. There are no others: a name is never handed on.

mod call;

pub(super) use call::{call, compare_distance};

/// Types of arguments and results, as CQL2's `/functions` names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueType {
    String,
    Number,
    Integer,
    Boolean,
    /// A date or a timestamp.
    DateTime,
    Geometry,
}

impl ValueType {
    pub fn name(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Number => "number",
            Self::Integer => "integer",
            Self::Boolean => "boolean",
            Self::DateTime => "datetime",
            Self::Geometry => "geometry",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Argument {
    pub name: &'static str,
    pub value_type: ValueType,
}

/// One function: null when an argument is, unless it says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Function {
    pub name: &'static str,
    pub arguments: &'static [Argument],
    pub returns: ValueType,
    pub zh: &'static str,
    pub en: &'static str,
}

impl Function {
    /// As it is written, with the names of its arguments.
    pub fn usage(&self) -> String {
        let names: Vec<&str> = self.arguments.iter().map(|argument| argument.name).collect();
        format!("{}({})", self.name, names.join(", "))
    }
}

const fn argument(name: &'static str, value_type: ValueType) -> Argument {
    Argument { name, value_type }
}

const TEXT: Argument = argument("text", ValueType::String);
const NUMBER: Argument = argument("number", ValueType::Number);
const DATE: Argument = argument("date", ValueType::DateTime);
const GEOMETRY: Argument = argument("geometry", ValueType::Geometry);
const OTHER: Argument = argument("other", ValueType::Geometry);

const FUNCTIONS: &[Function] = &[
    Function {
        name: "lower",
        arguments: &[TEXT],
        returns: ValueType::String,
        zh: "小写",
        en: "the text in lower case",
    },
    Function {
        name: "upper",
        arguments: &[TEXT],
        returns: ValueType::String,
        zh: "大写",
        en: "the text in upper case",
    },
    Function {
        name: "length",
        arguments: &[TEXT],
        returns: ValueType::Integer,
        zh: "字符数",
        en: "the number of characters",
    },
    Function {
        name: "abs",
        arguments: &[NUMBER],
        returns: ValueType::Number,
        zh: "绝对值",
        en: "the absolute value",
    },
    Function {
        name: "round",
        arguments: &[NUMBER],
        returns: ValueType::Number,
        zh: "四舍五入到整数",
        en: "the nearest whole number, halves away from zero",
    },
    Function {
        name: "floor",
        arguments: &[NUMBER],
        returns: ValueType::Number,
        zh: "向下取整",
        en: "the largest whole number not above",
    },
    Function {
        name: "ceil",
        arguments: &[NUMBER],
        returns: ValueType::Number,
        zh: "向上取整",
        en: "the smallest whole number not below",
    },
    Function {
        name: "year",
        arguments: &[DATE],
        returns: ValueType::Integer,
        zh: "年份(时间戳按 UTC)",
        en: "the year, of a timestamp in UTC",
    },
    Function {
        name: "month",
        arguments: &[DATE],
        returns: ValueType::Integer,
        zh: "月份 1–12(时间戳按 UTC)",
        en: "the month, 1 to 12, of a timestamp in UTC",
    },
    Function {
        name: "day",
        arguments: &[DATE],
        returns: ValueType::Integer,
        zh: "日 1–31(时间戳按 UTC)",
        en: "the day of the month, 1 to 31, of a timestamp in UTC",
    },
    Function {
        name: "days_between",
        arguments: &[argument("from", ValueType::DateTime), argument("to", ValueType::DateTime)],
        returns: ValueType::Integer,
        zh: "两个日期相差的天数,后者较早时为负",
        en: "days from the first date to the second, negative when that is earlier",
    },
    Function {
        name: "today",
        arguments: &[],
        returns: ValueType::DateTime,
        zh: "查询所用的日期(参数 at,默认为辖区的当前日期)",
        en: "the day that the request looks at (`at`, by default the territory's today)",
    },
    Function {
        name: "area_m2",
        arguments: &[GEOMETRY],
        returns: ValueType::Number,
        zh: "椭球面面积(平方米),点和线为 0",
        en: "the area on the ellipsoid in square metres, 0 for points and lines",
    },
    Function {
        name: "length_m",
        arguments: &[GEOMETRY],
        returns: ValueType::Number,
        zh: "椭球面长度(米),点和面为 0",
        en: "the length on the ellipsoid in metres, 0 for points and polygons",
    },
    Function {
        name: "distance_m",
        arguments: &[GEOMETRY, OTHER],
        returns: ValueType::Number,
        zh: "椭球面最短距离(米),相交为 0",
        en: "the shortest distance on the ellipsoid in metres, 0 when they intersect",
    },
    Function {
        name: "dwithin_m",
        arguments: &[GEOMETRY, OTHER, argument("metres", ValueType::Number)],
        returns: ValueType::Boolean,
        zh: "最短距离不超过给定米数",
        en: "whether the shortest distance is at most so many metres",
    },
    Function {
        name: "belongs",
        arguments: &[argument("unit", ValueType::String)],
        returns: ValueType::Boolean,
        zh: "要素属于该单元,写作 'compounds:<id>';边界上的点只属于一个单元",
        en: "whether the feature belongs to the unit, written 'compounds:<id>'; \
             a point on a shared border belongs to one of them",
    },
];

/// Every function, in the order of the documentation.
pub fn functions() -> &'static [Function] {
    FUNCTIONS
}
