//! Formulas as text: a subset of spreadsheet formulas (OpenFormula, ISO/IEC 26300-4), read into a tree with places.
//!
//! Beyond the subset stand only three things: a unit behind a number (`50万元`, `10百分点`), the words 且 或 非 beside
//! AND OR NOT, and `@name` for a column of the row outside when a function looks into another table.

use super::number::Number;
use super::unit::Unit;

/// A place in a formula: byte offsets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// First byte.
    pub from: usize,
    /// Byte after the last.
    pub to: usize,
}

/// A formula's tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ast {
    /// What it is.
    pub node: Node,
    /// Where it stands.
    pub span: Span,
}

/// One node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// A number, with its unit's name if it has one.
    Number(Number, Option<String>),
    /// A text in double quotes.
    Text(String),
    /// A name.
    Name(String),
    /// `@name`.
    Outer(String),
    /// `-x`
    Negative(Box<Ast>),
    /// `a op b`
    Binary(Op, Box<Ast>, Box<Ast>),
    /// `NAME(…)`
    Call(String, Vec<Ast>),
}

/// What stands between two terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `^`
    Power,
    /// `&`
    Join,
    /// `=`
    Equal,
    /// `<>`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
    /// 且
    And,
    /// 或
    Or,
}

impl Op {
    /// As written.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Power => "^",
            Self::Join => "&",
            Self::Equal => "=",
            Self::Unequal => "<>",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
            Self::And => "且",
            Self::Or => "或",
        }
    }

    /// How tightly it binds.
    fn strength(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And => 2,
            Self::Equal | Self::Unequal | Self::Less | Self::AtMost | Self::More | Self::AtLeast => 4,
            Self::Join => 5,
            Self::Add | Self::Subtract => 6,
            Self::Multiply | Self::Divide => 7,
            Self::Power => 9,
        }
    }
}

/// What is wrong in a formula, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// In Chinese and English.
    pub text: String,
    /// Where.
    pub span: Span,
}

fn wrong<T>(span: Span, zh: &str, en: &str) -> Result<T, Wrong> {
    Err(Wrong { text: format!("{zh} ({en})"), span })
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Number(Number, Option<String>),
    Text(String),
    Name(String),
    Outer(String),
    Op(Op),
    Not,
    Open,
    Close,
    Comma,
}

/// Deepest nesting of a formula.
const DEEPEST: usize = 64;

/// Reads a formula. `units` are the names of units the pack declares.
///
/// # Errors
/// [`Wrong`] with the place.
pub fn parse(text: &str, units: &[String]) -> Result<Ast, Wrong> {
    if text.len() > 4000 {
        return wrong(Span { from: 0, to: 0 }, "公式超过4000个字节，请拆成几列", "formula too long: split it into columns");
    }
    let tokens = lex(text, units)?;
    let mut parser = Parser { tokens: &tokens, at: 0, end: text.len(), depth: 0 };
    let ast = parser.binary(0)?;
    match parser.tokens.get(parser.at) {
        None => Ok(ast),
        Some((_, span)) => wrong(*span, "此处多出内容", "unexpected text here"),
    }
}

fn lex(text: &str, units: &[String]) -> Result<Vec<(Token, Span)>, Wrong> {
    let mut tokens = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((from, c)) = rest.next() {
        let one = Span { from, to: from + c.len_utf8() };
        let mut or_equal = |plain: Op, with: Op| if rest.next_if(|(_, c)| matches!(c, '=' | '＝')).is_some() { with } else { plain };
        let token = match c {
            _ if c.is_whitespace() => continue,
            '(' | '（' => Token::Open,
            ')' | '）' => Token::Close,
            ',' | '，' | ';' | '；' => Token::Comma,
            '+' | '＋' => Token::Op(Op::Add),
            '-' | '－' | '−' => Token::Op(Op::Subtract),
            '*' | '×' | '＊' => Token::Op(Op::Multiply),
            '/' | '÷' | '／' => Token::Op(Op::Divide),
            '^' => Token::Op(Op::Power),
            '&' | '＆' => Token::Op(Op::Join),
            '=' | '＝' => Token::Op(Op::Equal),
            '≠' => Token::Op(Op::Unequal),
            '≤' => Token::Op(Op::AtMost),
            '≥' => Token::Op(Op::AtLeast),
            '>' | '＞' => Token::Op(or_equal(Op::More, Op::AtLeast)),
            '<' | '＜' => {
                if rest.next_if(|(_, c)| matches!(c, '>' | '＞')).is_some() {
                    Token::Op(Op::Unequal)
                } else {
                    Token::Op(if rest.next_if(|(_, c)| matches!(c, '=' | '＝')).is_some() { Op::AtMost } else { Op::Less })
                }
            }
            '"' | '“' | '”' => {
                let mut inside = String::new();
                loop {
                    match rest.next() {
                        Some((_, '"' | '“' | '”')) => break,
                        Some((_, c)) => inside.push(c),
                        None => return wrong(one, "引号没有配对", "unclosed quotation mark"),
                    }
                }
                Token::Text(inside)
            }
            '@' | '＠' => {
                let name = take_while(&mut rest, is_inside_name);
                if name.is_empty() {
                    return wrong(one, "@ 后应为列名", "a column name is expected after @");
                }
                Token::Outer(name)
            }
            _ if c.is_ascii_digit() => {
                let digits = format!("{c}{}", take_while(&mut rest, |c| c.is_ascii_digit() || c == '.'));
                let Some(number) = Number::parse(&digits) else { return wrong(one, "不是数", "not a number") };
                Token::Number(number, unit_after(text, &mut rest, units)?)
            }
            _ if is_inside_name(c) => {
                let name = format!("{c}{}", take_while(&mut rest, is_inside_name));
                match name.as_str() {
                    "且" => Token::Op(Op::And),
                    "或" => Token::Op(Op::Or),
                    "非" => Token::Not,
                    _ => Token::Name(name),
                }
            }
            _ => return wrong(one, &format!("公式中不能有“{c}”"), "this character cannot stand in a formula"),
        };
        let to = rest.peek().map_or(text.len(), |(to, _)| *to);
        tokens.push((token, Span { from, to }));
    }
    Ok(tokens)
}

type Chars<'a> = std::iter::Peekable<std::str::CharIndices<'a>>;

fn is_inside_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '·' | '、')
}

fn take_while(rest: &mut Chars<'_>, holds: impl Fn(char) -> bool) -> String {
    let mut taken = String::new();
    while let Some((_, c)) = rest.next_if(|(_, c)| holds(*c)) {
        taken.push(c);
    }
    taken
}

/// The unit directly behind a number: the longest known name.
fn unit_after(text: &str, rest: &mut Chars<'_>, units: &[String]) -> Result<Option<String>, Wrong> {
    let Some((from, first)) = rest.peek().copied() else { return Ok(None) };
    if matches!(first, '%' | '％') {
        rest.next();
        return Ok(Some("%".to_owned()));
    }
    if !first.is_alphabetic() {
        return Ok(None);
    }
    let behind = &text[from..];
    let mut known: Vec<&str> = Unit::builtin().collect();
    known.extend(units.iter().map(String::as_str));
    let Some(name) = known.into_iter().filter(|name| behind.starts_with(name)).max_by_key(|name| name.len()) else {
        let word: String = behind.chars().take_while(|c| is_inside_name(*c)).collect();
        return wrong(
            Span { from, to: from + word.len() },
            &format!("没有计量单位“{word}”：请在规则包用 [[unit]] 声明"),
            &format!("unknown unit `{word}`: declare it with [[unit]]"),
        );
    };
    for _ in name.chars() {
        rest.next();
    }
    if let Some((at, c)) = rest.peek().copied()
        && is_inside_name(c)
    {
        return wrong(Span { from, to: at + c.len_utf8() }, "计量单位后应有空格或符号", "a blank or sign is expected after the unit");
    }
    Ok(Some(name.to_owned()))
}

struct Parser<'a> {
    tokens: &'a [(Token, Span)],
    at: usize,
    end: usize,
    depth: usize,
}

impl Parser<'_> {
    fn here(&self) -> Span {
        self.tokens.get(self.at).map_or(Span { from: self.end, to: self.end }, |(_, span)| *span)
    }

    fn next_is(&mut self, token: &Token) -> bool {
        let is = self.tokens.get(self.at).is_some_and(|(next, _)| next == token);
        self.at += usize::from(is);
        is
    }

    fn binary(&mut self, least: u8) -> Result<Ast, Wrong> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return wrong(self.here(), "括号嵌套过深，请拆成几列", "nested too deeply: split it into columns");
        }
        let mut left = self.unary()?;
        let mut compared = false;
        while let Some((Token::Op(op), span)) = self.tokens.get(self.at) {
            let strength = op.strength();
            if strength <= least {
                break;
            }
            if strength == Op::Equal.strength() && std::mem::replace(&mut compared, true) {
                return wrong(*span, "不能连续比较，请用“且”分开", "comparisons do not chain: join them with AND");
            }
            self.at += 1;
            let right = self.binary(strength)?;
            let span = Span { from: left.span.from, to: right.span.to };
            left = Ast { node: Node::Binary(*op, Box::new(left), Box::new(right)), span };
        }
        self.depth -= 1;
        Ok(left)
    }

    /// A signed term: the sign binds closest, as in a spreadsheet (`-2^2` is 4).
    fn deeper(&mut self) -> Result<Ast, Wrong> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return wrong(self.here(), "符号过多", "too many signs");
        }
        let inner = self.unary();
        self.depth -= 1;
        inner
    }

    fn unary(&mut self) -> Result<Ast, Wrong> {
        let start = self.here();
        if self.next_is(&Token::Op(Op::Subtract)) {
            let inner = self.deeper()?;
            let span = Span { from: start.from, to: inner.span.to };
            return Ok(Ast { node: Node::Negative(Box::new(inner)), span });
        }
        if self.next_is(&Token::Op(Op::Add)) {
            return self.deeper();
        }
        if self.next_is(&Token::Not) {
            let inner = self.binary(3)?;
            let span = Span { from: start.from, to: inner.span.to };
            return Ok(Ast { node: Node::Call("NOT".to_owned(), vec![inner]), span });
        }
        self.primary()
    }

    fn primary(&mut self) -> Result<Ast, Wrong> {
        let Some((token, span)) = self.tokens.get(self.at).cloned() else {
            return wrong(self.here(), "公式不完整", "the formula ends too early");
        };
        self.at += 1;
        let node = match token {
            Token::Number(number, unit) => Node::Number(number, unit),
            Token::Text(text) => Node::Text(text),
            Token::Outer(name) => Node::Outer(name),
            Token::Open => {
                let inner = self.binary(0)?;
                if !self.next_is(&Token::Close) {
                    return wrong(self.here(), "缺少右括号", "a closing bracket is missing");
                }
                return Ok(Ast { node: inner.node, span: Span { from: span.from, to: self.tokens[self.at - 1].1.to } });
            }
            Token::Name(name) if self.next_is(&Token::Open) => {
                let mut arguments = Vec::new();
                if !self.next_is(&Token::Close) {
                    loop {
                        arguments.push(self.binary(0)?);
                        if self.next_is(&Token::Close) {
                            break;
                        }
                        if !self.next_is(&Token::Comma) {
                            return wrong(self.here(), "应为逗号或右括号", "a comma or closing bracket is expected");
                        }
                    }
                }
                let span = Span { from: span.from, to: self.tokens[self.at - 1].1.to };
                return Ok(Ast { node: Node::Call(name.to_uppercase(), arguments), span });
            }
            Token::Name(name) => Node::Name(name),
            Token::Op(_) | Token::Not | Token::Close | Token::Comma => {
                return wrong(span, "此处应为数、文字、列名或括号", "a number, text, name or bracket is expected here");
            }
        };
        Ok(Ast { node, span })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shape(text: &str) -> String {
        fn of(ast: &Ast) -> String {
            match &ast.node {
                Node::Number(number, unit) => format!("{number}{}", unit.as_deref().unwrap_or("")),
                Node::Text(text) => format!("'{text}'"),
                Node::Name(name) => name.clone(),
                Node::Outer(name) => format!("@{name}"),
                Node::Negative(inner) => format!("(-{})", of(inner)),
                Node::Binary(op, a, b) => format!("({}{}{})", of(a), op.sign(), of(b)),
                Node::Call(name, arguments) => format!("{name}({})", arguments.iter().map(of).collect::<Vec<_>>().join(",")),
            }
        }
        parse(text, &["头".to_owned()]).map_or_else(|wrong| format!("{}@{}", wrong.text, wrong.span.from), |ast| of(&ast))
    }

    #[test]
    fn binds_as_a_spreadsheet_does() {
        assert_eq!(shape("1 + 2 * 3 - 4"), "((1+(2*3))-4)");
        assert_eq!(shape("2 - 3 - 4"), "((2-3)-4)");
        assert_eq!(shape("a = \"红\" 且 b >= 30% 或 非 c"), "(((a='红')且(b>=30%))或NOT(c))");
        assert_eq!(shape("-2^2"), "((-2)^2)");
        assert_eq!(shape("−1.5分 × （a，b）".replace("，b", "").as_str()), "((-1.5分)*a)");
        assert_eq!(shape("sum(表, 断面=@断面, 浓度) ≥ 0.5mg/L"), "(SUM(表,(断面=@断面),浓度)>=0.5mg/L)");
        assert_eq!(shape("3头/2亩"), "(3头/2亩)");
    }

    #[test]
    fn faults_name_the_place() {
        assert!(shape("1 +").contains("公式不完整"));
        assert!(shape("5斤").contains("没有计量单位“斤”"));
        assert!(shape("a < b < c").contains("不能连续比较"));
        assert!(shape("(a").contains("右括号"));
        assert!(shape("a $ b").contains('$'));
        assert!(shape(&"(".repeat(500)).contains("过深"));
        assert!(shape("\"a").contains("引号"));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,60}") {
            let _ = parse(&text, &[]);
        }
    }
}
